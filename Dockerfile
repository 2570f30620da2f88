# SPDX-License-Identifier: GPL-3.0-or-later
# Interspike in a small image:
#   docker build -t interspike .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" interspike sample --rates 5,20 -o trains.nwb
# Debian 12 has no package of Swift: the first stage begins with an image that is Debian 12 and a toolchain, 6.2 or later,
# which --build-arg TOOLCHAIN=… replaces by another. The second stage has the program, those libraries of Swift that it
# needs, and what it calls. tools/check-container.sh runs these steps without an engine.
ARG TOOLCHAIN=swift:6.2-bookworm

FROM ${TOOLCHAIN} AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libgsl-dev libdnnl-dev libhdf5-dev zlib1g-dev pkg-config python3 git && rm -rf /var/lib/apt/lists/*
WORKDIR /interspike
COPY . .
RUN swift build -c release --product interspike \
  && install -D .build/release/interspike /out/usr/local/bin/interspike \
  && install -D -t /out/usr/lib/swift/linux $(ldd .build/release/interspike | awk '$3 ~ "/swift/linux/" { print $3 }') \
  && tools/manual.sh .build/release/interspike /out/usr/local/share

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libgsl27 libdnnl2 libhdf5-103-1 zlib1g libgomp1 libcurl4 ca-certificates ffmpeg gnuplot-nox fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /
RUN echo /usr/lib/swift/linux >/etc/ld.so.conf.d/swift.conf && ldconfig
WORKDIR /data
ENTRYPOINT ["interspike"]
