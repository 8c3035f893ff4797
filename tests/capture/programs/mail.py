"""aiosmtpd, and smtplib as its client: small and large mails, an address that is refused."""

import smtplib
import socket

from aiosmtpd.controller import Controller


class Keeps:
    async def handle_DATA(self, server, session, envelope):
        return "250 kept"


with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    port = found.getsockname()[1]
controller = Controller(Keeps(), hostname="127.0.0.1", port=port)
controller.start()  # It connects to itself once, to see that it is there.
for number in range(3):
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@example.org", ["b@example.org"], "Subject: %d\r\n\r\n%s" % (number, "text\r\n" * 20000 * number))
        try:
            client.sendmail("a@example.org", ["not an address"], "x")
        except smtplib.SMTPException as error:
            print(type(error).__name__)
controller.stop()
