"""A channel of soket.toml as Prefect's automations know it. It keeps the name of the place where the address is to be
found, never the address: that is looked up in the server when there is something to send.
"""

from __future__ import annotations

import asyncio

from prefect.blocks.abstract import NotificationBlock, NotificationError
from pydantic import Field


class SoketChannel(NotificationBlock):
    """Kênh báo tin của soket"""

    _block_type_name = "Soket channel"
    _block_type_slug = "soket-channel"

    address: str = Field(
        ..., title="Nơi giữ địa chỉ", description="env:TÊN (biến môi trường của máy chủ) hoặc block:LOẠI/TÊN."
    )

    async def notify(self, body: str, subject: str | None = None) -> None:
        """NotificationError, in our own words, where the message is not taken."""
        await asyncio.to_thread(self._send, subject or "soket", body)

    def _send(self, subject: str, body: str) -> None:
        from flows.channels import send_to
        from tasks.channel import Undelivered

        try:
            send_to(self.address, subject, body)
        except Undelivered as error:
            if self._raise_on_failure:
                raise NotificationError(str(error)) from None
