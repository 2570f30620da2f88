// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

extension SpikeRaster {
  /// Reads the spikes of a file, whose kind its first bytes tell.
  ///
  /// - Throws: ``SpikeFileError`` when it is of no known kind, damaged or cannot be read.
  public init(
    contentsOf path: String, choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) {
    switch try SpikeFileFormat(of: path, choosing: selection) {
    case .nwb: self = try NWBReader(path: path).raster()
    case .nir: self = try NIRDataReader(path: path, observable: selection.part).raster
    case .sonata: self = try SONATAReader(path: path, population: selection.part).raster
    case .csv: self = try CSVReader(path: path, choosing: selection).raster
    case .npy: self = try NPYReader(path: path, choosing: selection).raster
    }
  }
}
