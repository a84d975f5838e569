# A small image in two stages: the first installs the locked requirements, the second holds only what runs.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /build/
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r /build/requirements.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin convenor \
    && install -d -o convenor -g convenor /data
COPY --from=build /venv /venv
WORKDIR /app
COPY LICENSE NOTICE pyproject.toml ./
COPY bot bot
COPY adapters adapters
COPY storage storage
COPY config config
COPY sandbox sandbox
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CONVENOR_DATABASE__URL=sqlite+aiosqlite:////data/convenor.db \
    CONVENOR_WEB__HOST=0.0.0.0
USER 10001
VOLUME /data
EXPOSE 8700
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8700/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
