# SPDX-License-Identifier: GPL-3.0-or-later
# Interspike in a small image:   docker build -t interspike .   docker run --rm -v "$PWD:/data" interspike sample --rates 5,20 -o trains.nwb
# The toolchain is only in the first stage; the second has the program, the runtime of Swift, and what it calls.
FROM swift:6.2-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libgsl-dev libdnnl-dev libhdf5-dev zlib1g-dev pkg-config python3 git && rm -rf /var/lib/apt/lists/*
WORKDIR /interspike
COPY . .
RUN swift build -c release --product interspike \
  && install -D .build/release/interspike /out/usr/local/bin/interspike \
  && install -D -t /out/usr/lib/swift/linux /usr/lib/swift/linux/*.so \
  && tools/manual.sh .build/release/interspike /out/usr/local/share

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libgsl27 libdnnl2 libhdf5-103-1 zlib1g libgomp1 libcurl4 ca-certificates ffmpeg gnuplot-nox fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /
WORKDIR /data
ENTRYPOINT ["interspike"]
