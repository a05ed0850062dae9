"""The association's own words and dates, as soket.toml declares them."""

from __future__ import annotations

from datetime import date

from pydantic import model_validator

from domain.record import Record


class Association(Record):
    """Names and lines printed in reports, letters and forms.

    ``area`` completes "toàn …" in a sentence; ``authority`` stands above ``title`` in the signature
    (TM. BAN THƯỜNG VỤ / CHỦ TỊCH); ``recipients`` are printed under Nơi nhận, one a line; ``phone`` is
    whom senders may ask.
    """

    name: str
    parent: str
    place: str
    area: str
    abbreviation: str = "HKH"
    authority: tuple[str, ...] = ("TM. BAN THƯỜNG VỤ",)
    title: str = "CHỦ TỊCH"
    signatory: str = ""
    addressee: str = ""
    recipients: tuple[str, ...] = ()
    phone: str = ""
    tasks: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()


class Dates(Record):
    """A period's three dates: cut-off of the figures, deadline of sending, signing of the report. ``letter`` and
    ``letter_date`` are the number and the day of the letter that asks for the figures, such as ``12/HKH``; it
    leaves room for what is not there, and letters that refer to it leave it out."""

    cut_off: date
    deadline: date
    signing: date
    letter: str = ""
    letter_date: date | None = None

    @model_validator(mode="after")
    def _in_their_order(self) -> Dates:
        """Nobody can be asked to send, or sign, figures of a day that is still to come."""
        for name, day in (("deadline", self.deadline), ("signing", self.signing)):
            if day < self.cut_off:
                raise ValueError(f"{name} {day} lies before the cut-off {self.cut_off}; wanted that day or a later one")
        return self
