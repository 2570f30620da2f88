// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
internal import Tensors

/// The state of a published module without what PyTorch's wrappers put into its names.
///
/// `DataParallel`, `DistributedDataParallel`, `torch.compile`, FSDP and checkpointing wrap a module, or some of its
/// parts, in another, whose name then stands in those of the tensors: `module._orig_mod.fc_enc.weight`. They are
/// taken off wherever they stand. A prior without its axis of one datum, as `log_rate` of shape [n], gets it.
public struct PublishedState: Sendable {
  /// What is taken out of names.
  public static let wrappers: Set = [
    "module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]

  /// The state under its published names.
  public let file: SafetensorsFile
  /// The wrappers that were found, in alphabetical order.
  public let wrappersFound: [String]
  /// The tensors that were given the axis they lacked.
  public let reshaped: [String]
  /// The changes of names that concerned no tensor.
  public let unusedRenamings: [TensorRenaming]

  /// Takes wrappers off a state, and then gives its tensors the names they have in the published module.
  ///
  /// - Parameters:
  ///   - state: the state as it was saved.
  ///   - renamings: changes of names without wrappers; of several that concern a tensor, the first holds.
  /// - Throws: `SafetensorsError.duplicateName` when two tensors end with the same name.
  public init(
    _ state: SafetensorsFile, renaming renamings: [TensorRenaming] = []
  ) throws(SafetensorsError) {
    var (found, reshaped): (Set<String>, [String]) = ([], [])
    var used: Set<Int> = []
    file = try state.renamed { entry in
      let parts = entry.name.split(separator: ".", omittingEmptySubsequences: false).map(
        String.init)
      let kept = parts.filter { !Self.wrappers.contains($0) }
      var name = kept.isEmpty ? entry.name : kept.joined(separator: ".")
      if !kept.isEmpty { found.formUnion(parts.filter(Self.wrappers.contains)) }
      for (place, renaming) in renamings.enumerated() {
        guard let changed = renaming.renamed(name) else { continue }
        (name, _) = (changed, used.insert(place))
        break
      }
      let ranks = ["log_rate": 1, "loc": 1, "log_scale": 1, "logits": 2]
      guard ranks[name] == entry.shape.count else { return (name, entry.shape) }
      reshaped.append(name)
      return (name, [1] + entry.shape)
    }
    wrappersFound = found.sorted()
    self.reshaped = reshaped
    unusedRenamings = renamings.enumerated().filter { !used.contains($0.offset) }.map(\.element)
  }
}
