// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// The memory of an optimizer as something with names: `kinds` of tensors for each parameter.
struct MemorySlots: Parametrized {
  private var slots: [NamedTensor]

  /// Slots in the shapes of the parameters; none before the first update.
  init(_ kinds: [String], of parameters: [NamedTensor], empty: Bool) {
    slots =
      empty
      ? []
      : kinds.flatMap { kind in
        parameters.map { NamedTensor("\(kind).\($0.name)", Tensor.zeros($0.tensor.shape)) }
      }
  }

  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    for index in slots.indices {
      var tensor = slots[index].tensor
      visit(slots[index].name, &tensor)
      slots[index] = NamedTensor(slots[index].name, tensor)
    }
  }

  /// The tensors of one kind, in order of the parameters.
  func tensors(_ kind: String) -> [Tensor] {
    slots.filter { $0.name.hasPrefix("\(kind).") }.map(\.tensor)
  }
}
