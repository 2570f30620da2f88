// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

// Every target speaks Swift 6 with these settings; a warning is an error.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// Rooms without raw memory also refuse to touch any.
let safe: [SwiftSetting] = house + [.strictMemorySafety()]

let package = Package(
  name: "Interspike",
  // Mutexes and atomics of Swift's Synchronization begin there.
  platforms: [.macOS(.v15)],
  products: [
    // MARK: Executable
    .executable(name: "interspike", targets: ["InterspikeCommand"]),
    // MARK: Rooms
    .library(name: "Interspike", targets: ["Interspike"]),
    .library(name: "SpikeTrains", targets: ["SpikeTrains"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "Arrivals", targets: ["Arrivals"]),
    .library(name: "DataFiles", targets: ["DataFiles"]),
    .library(name: "Ranks", targets: ["Ranks"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Distributions", targets: ["Distributions"]),
    .library(name: "Learning", targets: ["Learning"]),
    .library(name: "Stimuli", targets: ["Stimuli"]),
    .library(name: "Video", targets: ["Video"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "LatentModels", targets: ["LatentModels"]),
    .library(name: "SparseCoding", targets: ["SparseCoding"]),
    .library(name: "Streaming", targets: ["Streaming"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "SpikeFormats", targets: ["SpikeFormats"]),
    .library(name: "Figures", targets: ["Figures"]),
    .library(name: "Networks", targets: ["Networks"]),
    .library(name: "Recordings", targets: ["Recordings"]),
    .library(name: "Runs", targets: ["Runs"]),
    .library(name: "Physiology", targets: ["Physiology"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    // MARK: C
    .library(name: "InterspikeC", type: .dynamic, targets: ["InterspikeC"]),
    .library(name: "InterspikeNetworks", type: .dynamic, targets: ["InterspikeNetworks"]),
    // MARK: Test support
    .library(name: "InterspikeTesting", targets: ["InterspikeTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // The floors are drawn in docs/ARCHITECTURE.md; tools/floors.py holds the drawing against this list.
    // MARK: Program, umbrella, library for C, experiments
    .executableTarget(
      name: "InterspikeCommand",
      dependencies: [
        "SpikeTrains", "Randomness", "Ranks", "Arrivals", "DataFiles", "Tensors",
        "Distributions",
        "Learning", "Stimuli", "Video", "Datasets", "LatentModels", "SparseCoding", "Evaluation",
        "SpikeFormats",
        "Figures", "Streaming", "Physiology", "Runs", "Recordings", "Experiments",
        "InterspikeTesting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: house, plugins: ["RecordCommit"]),
    .plugin(
      name: "RecordCommit", capability: .buildTool(), path: "Plugins/RecordCommit"),
    .target(
      name: "Interspike",
      dependencies: [
        "SpikeTrains", "Randomness", "Arrivals", "DataFiles", "Tensors", "Distributions",
        "Learning", "Stimuli", "Video", "Datasets", "LatentModels", "SparseCoding", "Streaming",
        "Evaluation",
        "SpikeFormats", "Figures", "Networks", "Physiology", "Runs", "Recordings",
        "Experiments", "Ranks",
      ],
      swiftSettings: house),

    .target(
      name: "InterspikeC",
      dependencies: ["SpikeTrains", "Randomness", "Arrivals", "CInterspike"],
      swiftSettings: house),

    .target(
      name: "InterspikeNetworks",
      dependencies: [
        "InterspikeC", "Recordings", "Runs", "Streaming", "LatentModels", "Networks", "Tensors",
        "Randomness", "SpikeTrains", "CInterspike",
      ],
      swiftSettings: house),

    .target(
      name: "Recordings",
      dependencies: [
        "Runs", "Physiology", "Streaming", "Evaluation", "Figures", "SpikeFormats", "Video",
        "LatentModels", "Stimuli", "Networks", "Arrivals", "Tensors", "Randomness", "SpikeTrains",
        "DataFiles", "Ranks", .product(name: "Yams", package: "Yams"),
        .product(name: "FlyingFox", package: "FlyingFox"),
      ],
      resources: [.embedInCode("Live/Page")], swiftSettings: safe),

    .target(
      name: "Experiments",
      dependencies: [
        "Runs", "Evaluation", "Figures", "SparseCoding", "LatentModels", "Tensors", "Randomness",
        "DataFiles", .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Reproductions/published.json")], swiftSettings: house),

    // MARK: Runs and recordings
    .target(
      name: "Runs",
      dependencies: [
        "Randomness", "Arrivals", "DataFiles", "Ranks", "Tensors", "Distributions", "Learning",
        "Stimuli", "Datasets", "LatentModels", "SparseCoding", "Evaluation",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: house),
    .target(
      name: "Physiology",
      dependencies: [
        "SpikeTrains", "Randomness", "Tensors", "Stimuli", "LatentModels", "Streaming",
        "Evaluation", "Figures",
      ],
      swiftSettings: safe),

    // MARK: Streams, measurements, pictures
    .target(
      name: "Streaming",
      dependencies: [
        "SpikeTrains", "Randomness", "DataFiles", "Arrivals", "Tensors", "Distributions",
        "Learning", "LatentModels", "Networks",
      ],
      swiftSettings: safe),
    .target(
      name: "Evaluation",
      dependencies: [
        "Tensors", "Randomness", "Arrivals", "Distributions", "Learning", "LatentModels", "CGSL",
      ],
      swiftSettings: safe),
    .target(
      name: "Figures",
      dependencies: [
        "SpikeTrains", "DataFiles",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.embedInCode("report.css")], swiftSettings: safe),

    // MARK: Models
    .target(
      name: "LatentModels",
      dependencies: [
        "SpikeTrains", "Distributions", "Learning", "Tensors", "Randomness", "Arrivals",
      ],
      swiftSettings: safe),

    .target(
      name: "SparseCoding",
      dependencies: ["Learning", "Tensors", "Randomness", "Ranks", "CEventDriven"],
      swiftSettings: house),

    // MARK: Films, data sets, distributions, networks
    .target(
      name: "Video",
      dependencies: ["Stimuli", "Tensors", "Randomness", "DataFiles", "CFrames"],
      swiftSettings: house),
    .target(
      name: "Datasets", dependencies: ["Stimuli", "Tensors", "DataFiles", "CZlib"],
      swiftSettings: house),
    .target(
      name: "Distributions",
      dependencies: [
        "SpikeTrains", "Randomness", "Tensors", "Arrivals", "CElementwise", "CEventDriven",
      ],
      swiftSettings: house),
    .target(
      name: "Networks",
      dependencies: [
        "SpikeTrains", "Randomness", "Arrivals", "DataFiles", "Ranks", "CNetworks",
      ],
      swiftSettings: house),

    // MARK: Sampling, learning, stimuli, spike files
    .target(
      name: "Arrivals",
      dependencies: ["SpikeTrains", "Randomness", "CArrivals"],
      swiftSettings: house),
    .target(
      name: "Learning",
      dependencies: ["Tensors", "Randomness", "DataFiles", "Ranks", "CElementwise"],
      swiftSettings: house),
    .target(
      name: "Stimuli",
      dependencies: [
        "Tensors", "Randomness", "DataFiles", "CGSL",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: house),
    .target(
      name: "SpikeFormats",
      dependencies: ["SpikeTrains", "DataFiles", "CHDF5"],
      swiftSettings: house),

    // MARK: Ground floor
    .target(name: "SpikeTrains", swiftSettings: safe),
    .target(
      name: "Randomness", dependencies: ["CGSL", "CArrivals", "CVectorMath"], swiftSettings: house),
    .target(name: "DataFiles", swiftSettings: house),
    .target(name: "Ranks", dependencies: ["CMessagePassing"], swiftSettings: house),
    .target(
      name: "Tensors",
      dependencies: ["DataFiles", "COneDNN", "CElementwise", "CConvolution", "CEventDriven"],
      swiftSettings: house),

    // MARK: Cellar
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CVectorMath"),
    .target(name: "CInterspike"),
    .target(name: "CArrivals", dependencies: ["CGSL", "CVectorMath"]),
    .target(name: "CElementwise", dependencies: ["CVectorMath"]),
    .target(name: "CConvolution", dependencies: ["COneDNN", "CVectorMath"]),
    .target(name: "CEventDriven", dependencies: ["CVectorMath"]),
    .target(name: "CFrames", dependencies: ["CVectorMath"]),
    .target(name: "CNetworks", dependencies: ["CVectorMath"]),
    .target(name: "CMessagePassing"),

    // MARK: Beside
    .target(
      name: "InterspikeTesting",
      dependencies: ["Arrivals", "SpikeTrains", "Randomness", "DataFiles"],
      swiftSettings: house),

    // MARK: Benchmarks
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Arrivals", "SpikeTrains", "Randomness", "Tensors", "Learning", "LatentModels",
        "SparseCoding", "Stimuli", "Video", "Streaming", "SpikeFormats", "Networks", "Ranks",
        "CGSL",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Benchmarks", exclude: ["peers"], swiftSettings: house),

    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "SpikeTrains", "Randomness", "DataFiles", "Tensors", "Learning", "Video", "LatentModels",
        "SpikeFormats", "Streaming", "Networks", "Runs", "Experiments", "Recordings",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzz", swiftSettings: house),

    .executableTarget(
      name: "StreamBits", dependencies: ["Randomness"], path: "Tests/StreamBits",
      swiftSettings: house),

    // MARK: Examples
    .target(
      name: "Tour",
      dependencies: [
        "Evaluation", "Experiments", "LatentModels", "Physiology", "Randomness", "Runs",
        "SpikeFormats", "SpikeTrains", "Streaming", "Video",
      ],
      path: "Examples/Tour", swiftSettings: house),
    .executableTarget(
      name: "FirstSpikes", dependencies: ["Arrivals", "SpikeTrains"], path: "Examples/FirstSpikes",
      swiftSettings: house),
    .executableTarget(
      name: "Gallery", dependencies: ["Arrivals", "SpikeTrains", "Randomness", "Figures"],
      path: "docs/gallery/swift", swiftSettings: house),
    .executableTarget(
      name: "CauchyVAE",
      dependencies: ["Distributions", "LatentModels", "Learning", "Randomness", "Tensors"],
      path: "Examples/CauchyVAE", swiftSettings: house),
    .executableTarget(
      name: "TrainPoissonVAE",
      dependencies: [
        "Arrivals", "Distributions", "Evaluation", "LatentModels", "Learning", "Randomness",
        "SpikeTrains", "Tensors",
      ],
      path: "Examples/TrainPoissonVAE", swiftSettings: house),

    .executableTarget(
      name: "TrainThroughTimes",
      dependencies: ["Distributions", "Learning", "Randomness", "Tensors"],
      path: "Examples/TrainThroughTimes", swiftSettings: house),

    // MARK: Tests
    .testTarget(
      name: "SpikeTrainsTests", dependencies: ["SpikeTrains"], swiftSettings: house),
    .testTarget(
      name: "RandomnessTests",
      dependencies: ["Randomness", "InterspikeTesting"], swiftSettings: house),
    .target(
      name: "LawTesting", dependencies: ["InterspikeTesting"], path: "Tests/LawTesting",
      swiftSettings: house),
    .testTarget(
      name: "ArrivalsTests",
      dependencies: [
        "Arrivals", "SpikeTrains", "Randomness", "InterspikeTesting", "LawTesting", "CGSL",
      ],
      swiftSettings: house),
    .testTarget(
      name: "InterspikeCTests",
      dependencies: [
        "InterspikeC", "InterspikeNetworks", "CInterspike", "Arrivals", "Networks", "SpikeTrains",
        "Randomness", "FirstSpikes",
      ],
      exclude: ["Version1"], swiftSettings: house),
    .testTarget(name: "DataFilesTests", dependencies: ["DataFiles"], swiftSettings: house),
    .testTarget(name: "RanksTests", dependencies: ["Ranks"], swiftSettings: house),
    .testTarget(
      name: "TensorsTests",
      dependencies: ["Tensors", "DataFiles", "InterspikeTesting"], swiftSettings: house),
    .testTarget(
      name: "DistributionsTests",
      dependencies: [
        "Distributions", "Tensors", "Arrivals", "Randomness", "SpikeTrains", "InterspikeTesting",
      ],
      swiftSettings: house),
    .target(
      name: "LayerTesting",
      dependencies: ["Learning", "Tensors", "Randomness", "InterspikeTesting"],
      path: "Tests/LayerTesting", swiftSettings: house),
    .testTarget(
      name: "LearningTests",
      dependencies: [
        "Learning", "Tensors", "Randomness", "DataFiles", "Ranks", "InterspikeTesting",
        "LayerTesting",
      ],
      swiftSettings: house),
    .testTarget(
      name: "PhysiologyTests",
      dependencies: [
        "Physiology", "Figures", "LatentModels", "Randomness", "SpikeTrains", "Stimuli",
        "Streaming",
        "Tensors",
      ], swiftSettings: house),
    .testTarget(
      name: "StimuliTests",
      dependencies: ["Stimuli", "Video", "StimulusTesting", "Tensors", "Randomness", "DataFiles"],
      swiftSettings: house),
    .testTarget(
      name: "VideoTests",
      dependencies: [
        "Video", "Datasets", "Stimuli", "StimulusTesting", "Tensors", "Randomness", "DataFiles",
      ],
      swiftSettings: house),
    .testTarget(
      name: "DatasetsTests",
      dependencies: [
        "Datasets", "Stimuli", "StimulusTesting", "Tensors", "Randomness", "DataFiles",
      ],
      swiftSettings: house),
    .target(
      name: "StimulusTesting", dependencies: ["Stimuli", "Video"], path: "Tests/StimulusTesting",
      swiftSettings: house),
    .testTarget(
      name: "LatentModelsTests",
      dependencies: [
        "LatentModels", "LayerTesting", "Distributions", "Learning", "Tensors", "Arrivals",
        "Randomness",
        "SpikeTrains", "InterspikeTesting",
      ],
      swiftSettings: house),
    .testTarget(
      name: "SparseCodingTests",
      dependencies: ["SparseCoding", "Learning", "Tensors", "Randomness"],
      swiftSettings: house),
    .testTarget(
      name: "StreamingTests",
      dependencies: [
        "Streaming", "LatentModels", "Distributions", "Learning", "Tensors", "Arrivals",
        "Randomness", "SpikeTrains", "SpikeFormats", "Networks",
      ],
      swiftSettings: house),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "LatentModels", "Distributions", "Learning", "Tensors", "Arrivals",
        "Randomness", "LayerTesting",
      ],
      swiftSettings: house),
    .testTarget(
      name: "SpikeFormatsTests",
      dependencies: ["SpikeFormats", "SpikeTrains", "DataFiles", "Arrivals", "Randomness"],
      exclude: [
        "compare_npy.py", "pictures_nwb.py", "make_foreign_events.py", "make_foreign_nwb.py",
        "validate_nwb.py",
        "exchange_nir.py", "elephant_statistics.py", "open_nwb.py", "read_sonata.py",
      ],
      swiftSettings: house),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "SpikeTrains", "DataFiles"],
      swiftSettings: house),
    .testTarget(
      name: "NetworksTests",
      dependencies: [
        "Networks", "Arrivals", "SpikeTrains", "SpikeFormats", "DataFiles", "Randomness", "Ranks",
        "CNetworks", "InterspikeTesting", "LawTesting",
      ],
      swiftSettings: house),
    .testTarget(
      name: "InterspikeTestingTests",
      dependencies: ["InterspikeTesting", "SpikeTrains", "Randomness"],
      swiftSettings: house),
    .testTarget(
      name: "TourTests",
      dependencies: [
        "Tour", "Runs", "Experiments", "LatentModels", "Stimuli", "StimulusTesting", "Video",
        "SpikeFormats",
        "SpikeTrains", "Randomness", "Tensors", "DataFiles",
      ],
      swiftSettings: house),
    .testTarget(
      name: "InterspikeCommandTests",
      dependencies: [
        "InterspikeCommand", "InterspikeNetworks", "CInterspike", "CauchyVAE", "FirstSpikes",
        "Fuzz", "TrainPoissonVAE",
        "TrainThroughTimes", "SpikeFormats", "SpikeTrains", "Arrivals", "Runs", "Experiments",
        "Recordings", "Physiology", "Evaluation", "Figures", "LatentModels", "SparseCoding",
        "Networks", "Streaming", "Stimuli", "Video", "Datasets", "Tensors", "Learning",
        "Randomness", "Ranks", "DataFiles", "InterspikeTesting",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      exclude: ["Expected", "drive_page.py"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)

// INTERSPIKE_TESTS=TensorsTests,LearningTests leaves what these tests need and nothing else, so that checking
// against another library does not build the whole package a second time (tools/onednn3-check.sh).
if let tests = Context.environment["INTERSPIKE_TESTS"] {
  let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
  var needed: Set<String> = []
  var open = tests.split(separator: ",").map(String.init)
  while let name = open.popLast() {
    guard needed.insert(name).inserted, let target = targets[name] else { continue }
    for case .byNameItem(let name, _) in target.dependencies { open.append(name) }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
  package.dependencies = []
}
