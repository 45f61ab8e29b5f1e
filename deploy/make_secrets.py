"""Print random passwords for deploy/compose.yaml: python3 deploy/make_secrets.py > deploy/.env"""

import secrets
import sys

NAMES = ("RINGDESK_ARI_PASSWORD", "RINGDESK_AMI_PASSWORD", "POSTGRES_PASSWORD")

if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={secrets.token_urlsafe(32)}\n" for name in NAMES)
