# One image for the pages, the command line and every part of Airflow. Debian 12 and Python 3.11, as the tests run on.
FROM python:3.11-slim-bookworm

WORKDIR /opt/sohoa

# The list is the one that scripts/setup.sh installs: what the tests found enough is what runs.
COPY scripts/system-packages.txt scripts/
RUN apt-get update -q \
    && grep -v '^#' scripts/system-packages.txt | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y -q --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*

# Locked with hashes; a layer of its own, because the code changes more often than the lock.
COPY requirements.lock .
RUN /usr/local/bin/python3.11 -m venv .venv \
    && .venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check "$(grep -o '^uv==[0-9.]*' requirements.lock)" \
    && .venv/bin/uv pip sync --quiet --no-cache --require-hashes --python .venv/bin/python requirements.lock

COPY . .
RUN .venv/bin/uv pip install --quiet --no-cache --python .venv/bin/python --no-deps --no-build-isolation --editable . \
    && useradd --uid 1000 --create-home sohoa \
    && install -d -o sohoa -g sohoa /var/lib/sohoa /var/lib/sohoa/airflow /var/lib/sohoa/airflow/logs

ENV PATH=/opt/sohoa/.venv/bin:$PATH \
    SOHOA_HOME=/var/lib/sohoa \
    OMP_THREAD_LIMIT=1 \
    AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL=1 \
    PYTHONUNBUFFERED=1

# PDF and image parsers meet hostile files: they never run as root.
USER sohoa
CMD ["sohoa", "--help"]
