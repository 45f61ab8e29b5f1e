"""The browser side: sockets, views, sign-in, errors."""
