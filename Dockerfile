# The daemon in a container: build with the JDK, run with the same JDK and nothing else.
FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends nodejs npm clang lld \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -q -DskipTests package

FROM docker.io/library/debian:12-slim
RUN useradd --create-home --uid 1000 ropewalk
COPY --from=build /opt/java/openjdk /opt/java/openjdk
COPY --from=build /source/daemon/target/ropewalk /opt/ropewalk
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/ropewalk/bin:/opt/java/openjdk/bin:$PATH \
    XDG_RUNTIME_DIR=/home/ropewalk/run
USER ropewalk
RUN mkdir -m 700 /home/ropewalk/run
WORKDIR /home/ropewalk
# "lsp" speaks the protocol over standard input and output: docker run -i IMAGE
ENTRYPOINT ["ropewalk"]
CMD ["lsp"]
