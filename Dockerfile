# slslint and git, which `--since` asks: docker run --rm -v "$PWD:/project:ro" slslint check
FROM python:3.13-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*' \
 && useradd --create-home --uid 10001 slslint
COPY pyproject.toml README.md LICENSE NOTICE /source/
COPY linter /source/linter
COPY rules /source/rules
RUN pip install --no-cache-dir /source && rm -r /source
USER 10001
WORKDIR /project
ENTRYPOINT ["slslint"]
CMD ["check"]
