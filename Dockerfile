# The tracker as one image; docker-compose.yml says which part of it each container runs.
FROM python:3.11-slim AS build
COPY requirements-setup.txt requirements.txt /build/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /build/requirements-setup.txt \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes -r /build/requirements.txt \
    && /opt/venv/bin/pip uninstall --yes uv

FROM python:3.11-slim AS tracker
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tracker \
    && install --directory --owner tracker --mode 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY . /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TRACKER_DATA_DIR=/data \
    GRANIAN_BLOCKING_THREADS=4 GRANIAN_WORKERS_KILL_TIMEOUT=8
WORKDIR /app
USER tracker
# A key for this one command: without it the settings would make one and leave it in the image.
RUN SECRET_KEY=unused-after-the-build python manage.py collectstatic --noinput
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "config.wsgi:application"]

# The rendering service (--target render): the same with Debian's Chromium and what drives it. The last stage is the
# tracker itself, which is what is built where no target is named.
FROM tracker AS render
USER root
COPY requirements-render.txt /build/
RUN apt-get update && apt-get install --yes --no-install-recommends chromium && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir --require-hashes -r /build/requirements-render.txt
ENV CHROMIUM=/usr/bin/chromium HOME=/tmp
USER tracker
EXPOSE 8100
CMD ["granian", "--interface", "asgi", "--host", "0.0.0.0", "--port", "8100", "config.render:application"]

FROM tracker
