"""Colours that carry meaning can be read in both schemes, on the page and on the tints that lie under them."""

import colorsys
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import evalsite

CSS = (Path(evalsite.__file__).parent / "render" / "assets" / "evalsite.css").read_text(encoding="utf-8")
Colour = tuple[float, float, float]

# Material's own backgrounds: white, and hsla(225deg, 15%, 14%, 1) under slate.
PAGE: Mapping[str, Colour] = {"default": (1.0, 1.0, 1.0), "slate": colorsys.hls_to_rgb(225 / 360, 0.14, 0.15)}
START = {"default": ":root {", "slate": '[data-md-color-scheme="slate"] {'}


def declared(scheme: str) -> dict[str, Colour]:
    """The colours of ours that a scheme sets, as red, green and blue up to 1."""
    block = CSS.split(START[scheme], 1)[1].split("}", 1)[0]
    found = re.findall(r"--(es-[\w-]+): #([0-9a-f]{6});", block)
    return {name: tuple(int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)) for name, code in found}


def luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tinted(page: Colour, colour: Colour, share: float) -> Colour:
    return tuple(colour[i] * share + page[i] * (1 - share) for i in range(3))


@pytest.mark.parametrize("name", ["es-better", "es-worse", "es-mixed"])
@pytest.mark.parametrize("scheme", PAGE)
def test_verdicts_can_be_read_on_the_page_and_on_their_own_tint(scheme: str, name: str) -> None:
    colour = declared(scheme)[name]
    share = float(re.search(r"var\(--es-tint, transparent\) (\d+)%", CSS)[1]) / 100
    assert contrast(colour, PAGE[scheme]) >= 4.5
    assert contrast(colour, tinted(PAGE[scheme], colour, share)) >= 4.5


@pytest.mark.parametrize("medal", ["es-gold", "es-silver", "es-bronze"])
def test_digits_can_be_read_on_medals(medal: str) -> None:
    assert contrast(declared("default")["es-on-medal"], declared("default")[medal]) >= 4.5


@pytest.mark.parametrize(("scheme", "text"), [("default", (0.13, 0.13, 0.13)), ("slate", (0.77, 0.78, 0.81))])
def test_words_can_be_read_in_the_row_that_a_link_led_to(scheme: str, text: Colour) -> None:
    assert contrast(text, declared(scheme)["es-here"]) >= 4.5
    assert all(
        contrast(declared(scheme)[name], declared(scheme)["es-here"]) >= 4.5 for name in ("es-better", "es-worse")
    )
