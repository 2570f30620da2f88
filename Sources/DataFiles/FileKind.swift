// SPDX-License-Identifier: GPL-3.0-or-later

/// What a file is, told by its first bytes: for the sentence of a reader that wanted something else.
public enum FileKind: Sendable, Equatable, CaseIterable {
  /// A file of no bytes.
  case empty
  /// The text that stands for a file in Git LFS.
  case gitLFSPointer
  /// HTML or XML.
  case webPage
  /// An archive of NumPy arrays.
  case npz
  /// A PyTorch archive.
  case torch
  /// Another ZIP archive.
  case zip
  /// A Python pickle.
  case pickle
  /// Compressed by gzip.
  case gzip
  /// HDF5, and so NWB and NIRData.
  case hdf5
  /// One NumPy array.
  case npy
  /// IDX, the format of MNIST.
  case idx
  /// A MATLAB file before version 7.3.
  case matlab
  /// A picture, such as PNG, JPEG, TIFF or WebP.
  case picture
  /// A film.
  case film
  /// A recording of sound in WAV.
  case sound
  /// Text in UTF-16, with or without its mark.
  case utf16
  /// Text in UTF-32.
  case utf32
  /// A tar archive.
  case tar
  /// Compressed by xz, bzip2 or Zstandard.
  case xz, bzip2, zstandard
  /// An SQLite database.
  case sqlite
  /// A language model in GGUF.
  case gguf
  /// A TensorFlow Lite model.
  case tensorFlowLite
  /// A PDF document.
  case pdf
  /// An Apache Parquet table.
  case parquet

  /// Recognizes a file; `nil` when it is nothing known here.
  ///
  /// - Parameter start: its first bytes, 4096 or all there are.
  public init?(start: some Collection<UInt8>) {
    let bytes = Array(start.prefix(4096))
    func begins(_ mark: [UInt8]) -> Bool { bytes.starts(with: mark) }
    func begins(_ mark: String) -> Bool { bytes.starts(with: mark.utf8) }
    let text = String(
      decoding: bytes.prefix(512).drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }, as: UTF8.self
    )
    .lowercased()
    if bytes.isEmpty {
      self = .empty
    } else if begins("version https://git-lfs") {
      self = .gitLFSPointer
    } else if ["<!doctype", "<html", "<?xml", "<head", "<body"].contains(where: text.hasPrefix) {
      self = .webPage
    } else if begins([0x50, 0x4b, 3, 4]) || begins([0x50, 0x4b, 5, 6]) {
      // The name of the first member stands behind a header of 30 bytes.
      let length = bytes.count > 27 ? Int(bytes[26]) | Int(bytes[27]) << 8 : 0
      let name = String(decoding: bytes.dropFirst(30).prefix(length), as: UTF8.self)
      self = name.hasSuffix(".npy") ? .npz : name.hasSuffix("data.pkl") ? .torch : .zip
    } else if begins([0x80]), bytes.count > 2, (2...5).contains(bytes[1]),
      [0x7d, 0x5d, 0x28, 0x95, 0x63, 0x8a, 0x58].contains(bytes[2])
    {
      self = .pickle
    } else if begins([0x1f, 0x8b]) {
      self = .gzip
    } else if begins(Self.hdf5Mark) {
      self = .hdf5
    } else if begins([0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if bytes.count >= 8, begins([0, 0]), [8, 9, 11, 12, 13, 14].contains(bytes[2]),
      (1...8).contains(bytes[3])
    {
      self = .idx
    } else if begins("MATLAB 5.0 MAT-file") || begins("MATLAB 7.3 MAT-file") {
      self = .matlab
    } else if begins([0x89] + Array("PNG".utf8)) || begins([0xff, 0xd8, 0xff]) || begins("GIF8")
      || begins("BM") && bytes.dropFirst(6).starts(with: [0, 0, 0, 0])
    {
      self = .picture
    } else if begins("YUV4MPEG2") || begins([0x1a, 0x45, 0xdf, 0xa3])
      || bytes.dropFirst(4).starts(with: "ftyp".utf8)
    {
      self = .film
    } else if begins([0xff, 0xfe, 0, 0]) || begins([0, 0, 0xfe, 0xff]) {
      self = .utf32
    } else if begins([0xff, 0xfe]) || begins([0xfe, 0xff]) || Self.isBareUTF16(bytes) {
      self = .utf16
    } else if begins("PAR1") {
      self = .parquet
    } else if let kind = Self.marked(bytes) {
      self = kind
    } else if [512, 1024, 2048].contains(where: {
      bytes.dropFirst($0).starts(with: Self.hdf5Mark)
    }) {
      // A block for the user of the file comes first.
      self = .hdf5
    } else {
      return nil
    }
  }

  private static let hdf5Mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// A kind that is told by a mark of its own, at the start or a fixed place behind it.
  private static func marked(_ bytes: [UInt8]) -> FileKind? {
    let marks: [(offset: Int, mark: [UInt8], kind: FileKind)] = [
      (0, Array("II*\0".utf8), .picture), (0, Array("MM\0*".utf8), .picture),
      (257, Array("ustar".utf8), .tar), (0, [0xfd] + Array("7zXZ\0".utf8), .xz),
      (4, Array("1AY&SY".utf8), .bzip2), (0, [0x28, 0xb5, 0x2f, 0xfd], .zstandard),
      (0, Array("SQLite format 3\0".utf8), .sqlite), (4, Array("TFL3".utf8), .tensorFlowLite),
      (0, Array("%PDF-".utf8), .pdf),
    ]
    if let found = marks.first(where: { bytes.dropFirst($0.offset).starts(with: $0.mark) }) {
      return found.kind
    }
    // A version of one byte follows, in either byte order.
    if bytes.starts(with: "GGUF".utf8), bytes.dropFirst(4).prefix(4).contains(0) { return .gguf }
    guard bytes.starts(with: "RIFF".utf8) else { return nil }
    switch String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self) {
    case "WEBP": return .picture
    case "AVI ": return .film
    case "WAVE": return .sound
    default: return nil
    }
  }

  /// Whether every second of the first bytes is 0 and those between them are text.
  private static func isBareUTF16(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(32)
    guard start.count >= 8 else { return false }
    func isText(_ byte: UInt8) -> Bool { (0x20...0x7e).contains(byte) || (9...13).contains(byte) }
    return [0, 1].contains { parity in
      start.indices.allSatisfy { $0 % 2 == parity ? isText(start[$0]) : start[$0] == 0 }
    }
  }

  /// What it is, after "it is".
  public var name: String {
    switch self {
    case .empty: "empty"
    case .gitLFSPointer: "a Git LFS pointer instead of the file itself"
    case .webPage: "a web page (HTML), perhaps a server's error message"
    case .npz: "a NumPy archive (.npz), which can hold several arrays"
    case .torch: "a PyTorch file (.pt)"
    case .zip: "a ZIP archive"
    case .pickle: "a Python pickle, like old PyTorch files"
    case .gzip: "compressed with gzip"
    case .hdf5: "HDF5, like NWB and NIR files"
    case .npy: "a NumPy array (.npy)"
    case .idx: "IDX, like the MNIST files"
    case .matlab: "a MATLAB file (.mat)"
    case .picture: "a picture"
    case .film: "a video"
    case .sound: "a sound (WAV)"
    case .utf16: "UTF-16 text"
    case .utf32: "UTF-32 text"
    case .tar: "a tar archive"
    case .xz: "compressed with xz"
    case .bzip2: "compressed with bzip2"
    case .zstandard: "compressed with Zstandard"
    case .sqlite: "an SQLite database"
    case .gguf: "a language model in GGUF"
    case .tensorFlowLite: "a TensorFlow Lite model"
    case .pdf: "a PDF document"
    case .parquet: "Parquet"
    }
  }

  /// What to do with it: a sentence.
  public var remedy: String {
    switch self {
    case .empty: "Copy it or write it again."
    case .gitLFSPointer: "Run `git lfs pull` in the repository it comes from."
    case .webPage: "Download it again from the address of the file itself, not of its page."
    case .npz: "Save the array you want on its own: numpy.save('a.npy', numpy.load(FILE)['NAME'])."
    case .torch, .pickle:
      "Convert its state_dict in Python: "
        + "safetensors.torch.save_file(torch.load(FILE, weights_only=True), 'a.safetensors')."
    case .zip: "Unpack it and give the file you want."
    case .gzip: "Unpack it with `gunzip`."
    case .hdf5:
      "`interspike inspect` and `figure raster` read spikes in NWB, NIRData and SONATA; arrays go "
        + "through h5py and numpy.save."
    case .npy: "Give a file of the right kind; `interspike inspect` shows what this one holds."
    case .idx: "`--data` reads it directly."
    case .matlab: "Convert it in Python: numpy.save('a.npy', scipy.io.loadmat(FILE)['NAME'])."
    case .picture: "Prepare pictures with `interspike data photos --folder`."
    case .film: "`interspike stream` and `interspike data film` read videos."
    case .utf16, .utf32: "Save it as UTF-8."
    case .tar: "Unpack it with `tar xf` and give the file you want."
    case .xz: "Unpack it with `unxz`."
    case .bzip2: "Unpack it with `bunzip2`."
    case .zstandard: "Unpack it with `unzstd`."
    case .sqlite: "Export the table you want: `sqlite3 -header -csv FILE 'SELECT …' > a.csv`."
    case .sound, .gguf, .tensorFlowLite, .pdf:
      "Give a file of the right kind: numbers in .npy or .safetensors, spikes in NWB or CSV."
    case .parquet: "Convert it in Python: pandas.read_parquet(FILE).to_csv('a.csv')."
    }
  }
}
