"""Who may use Ringdesk: people, their sessions, sign-in under attack, and the audit log."""
