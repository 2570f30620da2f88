// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

/// A picture that could not be drawn or written; an earlier picture of that name is untouched.
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The plotting program was not found on the search path.
  case missingProgram(String)
  /// The name of the picture ends in something else than `.png` or `.svg`.
  case unknownSuffix(path: String)
  /// The name of the picture holds a line break or another control character.
  case unusableName(path: String)
  /// A file that Interspike did not write has the name of the script or of the data.
  case notOurs(path: String)
  /// The script was changed since Interspike wrote it.
  case restyled(path: String)
  /// The picture holds nothing, for example a dictionary without atoms.
  case nothingToDraw(String)
  /// Bins that are not positive and finite, or more than 100 000 of them.
  case badBinWidth(binWidth: Double, duration: Double)
  /// An interval too long or too far from 0 s for an axis.
  case tooLong(Range<Double>)
  /// A value that the picture should show is infinite or not a number.
  case notFinite(name: String, value: Float)
  /// The plotting program gave up, or left a picture that is not whole.
  case drawingFailed(path: String, reason: String)
  /// The picture, its script or its data could not be written.
  case file(FileError)

  public var description: String {
    switch self {
    case .missingProgram(let program):
      "the plotting program \(program) is not installed or not on the PATH. "
        + "Install it with: apt-get install gnuplot-nox."
    case .unknownSuffix(let path):
      "cannot tell the picture format of \(path). Use a name that ends in .png or .svg."
    case .unusableName(let path):
      "the picture name \(path.debugDescription) holds a control character. "
        + "Use a name without line breaks and tabs."
    case .notOurs(let path):
      "\(path) exists and was not written by Interspike; a picture of that name would overwrite it. "
        + "Rename that file, or choose another name for the picture."
    case .restyled(let path):
      "\(path) has been edited since Interspike wrote it; drawing it again would undo that. "
        + "Rename or remove that file, or choose another name for the picture."
    case .nothingToDraw(let name):
      "there is nothing to draw: \(name) must not be empty."
    case .badBinWidth(let binWidth, let duration):
      "bins of \(binWidth) s do not suit a raster of \(duration) s. "
        + "Use a positive width of at least \(duration / 100_000) s."
    case .tooLong(let interval):
      "spikes from \(interval.lowerBound) to \(interval.upperBound) s are too far apart or from 0 s to be drawn; times "
        + "up to 1e15 s can be. Choose some of them, for example with --from and --to."
    case .notFinite(let name, let value):
      "\(name) holds the value \(value), which cannot be drawn as a color. "
        + "Draw an earlier checkpoint, from before the values diverged."
    case .drawingFailed(let path, let reason):
      "gnuplot did not finish \(path): \(reason). Any earlier picture of that name is unchanged."
    case .file(let error):
      error.description
    }
  }
}
