# The app and the built console. Asterisk and PostgreSQL run beside it: deploy/compose.yaml.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/ringdesk
COPY . .
ENV RINGDESK_CACHE=/tmp/cache
RUN python deploy/bootstrap.py --no-default-groups --group build \
 && .venv/bin/python -m deploy.console build \
 && /tmp/cache/uv-*/bin/uv sync --frozen --no-default-groups --python /usr/local/bin/python3.11 \
 && rm -rf console/node_modules build tests bench

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data ringdesk \
 && install -d -o ringdesk -g ringdesk -m 0700 /data
COPY --from=build /srv/ringdesk /srv/ringdesk
WORKDIR /srv/ringdesk
USER ringdesk
VOLUME /data
ENV PATH=/srv/ringdesk/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    RINGDESK_DATA=/data RINGDESK_HOST=0.0.0.0 RINGDESK_LOG_JSON=true
EXPOSE 8800
HEALTHCHECK --interval=10s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8800/healthz', timeout=3)"]
CMD ["ringdesk", "up"]
