# Asterisk 22.10 or newer, configured at start from the same templates and settings as the embedded one.
FROM debian:sid-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      asterisk asterisk-core-sounds-en-wav asterisk-moh-opsound-wav \
      python3-jinja2 python3-msgspec python3-pydantic-settings \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data ringdesk \
 && install -d -o ringdesk -g ringdesk -m 0700 /data
WORKDIR /srv/ringdesk
COPY app/__init__.py app/crm_address.py app/settings.py app/site.py app/
COPY app/asterisk app/asterisk
COPY deploy/asterisk_container.py deploy/
USER ringdesk
VOLUME /data
ENV RINGDESK_DATA=/data
CMD ["python3", "-m", "deploy.asterisk_container"]
