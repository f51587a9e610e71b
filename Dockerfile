# Two stages: the first has pip and a compiler's patience, the second only what serves.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock ./
RUN /app/bin/pip install --require-hashes -r requirements.lock
COPY . .
RUN /app/bin/pip install --no-deps .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/unsung --create-home unsung
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 UNSUNG_DATA=/var/lib/unsung PORT=8000
USER unsung
WORKDIR /var/lib/unsung
VOLUME /var/lib/unsung
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
# The worker is a supervised child of this process; compose.yaml runs it by itself instead.
CMD ["unsung", "serve", "--host", "0.0.0.0"]
