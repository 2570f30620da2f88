// SPDX-License-Identifier: GPL-3.0-or-later

/// What ``Parametrized`` was called before.
@available(*, deprecated, renamed: "Parametrized")
public typealias Parametrised = Parametrized

/// What ``Initializer`` was called before.
@available(*, deprecated, renamed: "Initializer")
public typealias Initialiser = Initializer

/// What ``Regularized`` was called before.
@available(*, deprecated, renamed: "Regularized")
public typealias Regularised = Regularized
