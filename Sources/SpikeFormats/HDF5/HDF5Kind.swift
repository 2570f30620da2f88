// SPDX-License-Identifier: GPL-3.0-or-later

/// What an HDF5 file is that is not the NWB it was taken for, and how it becomes one.
enum HDF5Kind {
  /// The second half of a sentence that says what the file is.
  static func found(in file: borrowing HDF5File) throws(SpikeFileError) -> String {
    if let version = try? file.text(at: "/nwb_version") {
      return
        "it is an old version of NWB (\(version)), which stores units elsewhere; read it with the pynwb or "
        + "MatNWB of that era and write it again as NWB 2"
    }
    if try file.text("__type__", of: "/") != nil {
      return "it is an unknown kind of NIRData"
    }
    if file.holds("/node/type") {
      return
        "it is a NIR graph, which holds weights rather than spikes; `nir.write_data` writes events"
    }
    let members = (try? file.members(of: "/")) ?? []
    let names = members.prefix(5).joined(separator: ", ") + (members.count > 5 ? ", …" : "")
    return "it is HDF5 whose root does not have the type NWBFile and holds "
      + (members.isEmpty ? "nothing" : names)
      + "; read it with h5py and write the spikes with pynwb, or as CSV with the columns time,neuron"
  }
}
