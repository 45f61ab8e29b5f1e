"""Real SIP callers, made with SIPp, against the running system."""
