// SPDX-License-Identifier: GPL-3.0-or-later

/// The program that started this process as one of many, by what it left in the environment.
public struct Launcher: Equatable, Sendable {
  /// Which kind of MPI it belongs to, if one can tell.
  public enum Family: Sendable {
    /// Open MPI.
    case openMPI
    /// MPICH and those that share its ABI, such as Intel MPI.
    case mpich
    /// One that serves several, such as Slurm's `srun`.
    case any
  }

  /// Its usual name: `mpirun`, `mpiexec`, `srun`.
  public let name: String
  /// Whose it is.
  public let family: Family
  /// How many processes it started; nil when it does not say.
  public let count: Int?
  /// Which of them this is.
  public let rank: Int
  /// Which of those on this host, when it says.
  public let localRank: Int?

  /// Whether errors that all processes of a host run into should come from this one.
  public var speaksForHost: Bool { (localRank ?? rank) == 0 }

  /// The launcher by an environment; nil for a process that was started by itself.
  ///
  /// In a batch script of Slurm `SLURM_NTASKS` and `SLURM_PROCID` are set for every program, so only a
  /// *step* that several tasks belong to counts as started by `srun`. `INTERSPIKE_RANKS=off` hides any launcher.
  public init?(in environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    guard environment["INTERSPIKE_RANKS"] != "off" else { return nil }
    if let count = number("OMPI_COMM_WORLD_SIZE"), let rank = number("OMPI_COMM_WORLD_RANK") {
      self.init(
        name: "mpirun", family: .openMPI, count: count, rank: rank,
        localRank: number("OMPI_COMM_WORLD_LOCAL_RANK"))
    } else if environment["SLURM_STEP_ID"] != nil, let count = number("SLURM_STEP_NUM_TASKS"),
      let rank = number("SLURM_PROCID"), number("PMI_SIZE").map({ $0 == count }) ?? true
    {
      let family: Family = environment["PMIX_RANK"] == nil ? .any : .openMPI
      self.init(
        name: "srun", family: family, count: count, rank: rank, localRank: number("SLURM_LOCALID"))
    } else if let count = number("PMI_SIZE"), let rank = number("PMI_RANK") {
      self.init(
        name: "mpiexec", family: .mpich, count: count, rank: rank,
        localRank: number("MPI_LOCALRANKID"))
    } else if let rank = number("PMIX_RANK"), environment["PMIX_NAMESPACE"] != nil {
      self.init(
        name: "the launcher", family: .openMPI, count: nil, rank: rank,
        localRank: number("PMIX_LOCAL_RANK"))
    } else {
      return nil
    }
  }

  private init(name: String, family: Family, count: Int?, rank: Int, localRank: Int?) {
    (self.name, self.family, self.count, self.rank) = (name, family, count, rank)
    self.localRank = localRank
  }

  /// The libraries of MPI to try, in this order; `INTERSPIKE_MPI` names the only one.
  public func libraries(in environment: [String: String]) -> [String] {
    if let chosen = environment["INTERSPIKE_MPI"], !chosen.isEmpty { return [chosen] }
    #if canImport(Darwin)
      let (standard, openMPI, mpich) = (
        "libmpi_abi.1.dylib", "libmpi.40.dylib", ["libmpich.12.dylib", "libmpi.12.dylib"]
      )
    #else
      let (standard, openMPI, mpich) = (
        "libmpi_abi.so.1", "libmpi.so.40", ["libmpich.so.12", "libmpi.so.12"]
      )
    #endif
    return switch family {
    case .openMPI: [openMPI, standard] + mpich
    case .mpich: [standard] + mpich + [openMPI]
    case .any: [standard, openMPI] + mpich
    }
  }
}
