"""HTTP without TLS, as the sites of tests speak it."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For httpx, which otherwise reads all certificates of the system for each client: longer than most requests take."""
