"""From findings to page models: frozen values that say what a page shows, in no language yet."""
