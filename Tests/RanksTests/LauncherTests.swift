// SPDX-License-Identifier: GPL-3.0-or-later

import Ranks
import Testing

/// Guards against processes that believe they are alone, and against programs in a batch script that believe they are many.
@Suite("Launchers")
struct LauncherTests {
  @Test("A process that nobody launched finds no launcher")
  func alone() {
    #expect(Launcher(in: [:]) == nil)
    #expect(Launcher(in: ["PATH": "/usr/bin", "PMI_SIZE": "many"]) == nil)
  }

  @Test("Open MPI's variables are understood")
  func openMPI() throws {
    let environment = [
      "OMPI_COMM_WORLD_SIZE": "8", "OMPI_COMM_WORLD_RANK": "5", "OMPI_COMM_WORLD_LOCAL_RANK": "1",
      "PMIX_RANK": "5", "PMIX_NAMESPACE": "job",
    ]
    let launcher = try #require(Launcher(in: environment))
    #expect(launcher.count == 8 && launcher.rank == 5 && launcher.localRank == 1)
    #expect(launcher.name == "mpirun" && !launcher.speaksForHost)
    #expect(launcher.libraries(in: environment).first?.contains("libmpi.") == true)
  }

  @Test("Hydra's variables are understood, for MPICH and its kin")
  func hydra() throws {
    let environment = ["PMI_SIZE": "4", "PMI_RANK": "2", "MPI_LOCALRANKID": "0"]
    let launcher = try #require(Launcher(in: environment))
    #expect(launcher.count == 4 && launcher.rank == 2 && launcher.speaksForHost)
    #expect(launcher.libraries(in: environment).first?.contains("libmpi_abi") == true)
    #expect(launcher.libraries(in: environment).last?.contains("40") == true)
  }

  @Test("A step of Slurm counts, with either plug-in and with none")
  func slurm() throws {
    let step = [
      "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "3", "SLURM_LOCALID": "1",
      "SLURM_NTASKS": "8",
    ]
    for extra in [
      [:], ["PMIX_RANK": "3", "PMIX_NAMESPACE": "a"], ["PMI_SIZE": "8", "PMI_RANK": "3"],
    ] {
      let launcher = try #require(Launcher(in: step.merging(extra) { $1 }))
      #expect(launcher.name == "srun" && launcher.count == 8 && launcher.rank == 3)
    }
  }

  @Test("A program in a batch script of Slurm was not launched, whatever the script asks for")
  func batchScript() {
    let script = [
      "SLURM_JOB_ID": "12", "SLURM_NTASKS": "8", "SLURM_NPROCS": "8", "SLURM_PROCID": "0",
      "SLURM_LOCALID": "0", "SLURM_STEP_NUM_TASKS": "8",
    ]
    #expect(Launcher(in: script) == nil)
  }

  @Test("mpirun and mpiexec inside an allocation of Slurm count by themselves")
  func inside() throws {
    let job = ["SLURM_NTASKS": "8", "SLURM_PROCID": "0"]
    let open = ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1"]
    #expect(Launcher(in: job.merging(open) { $1 })?.count == 2)
    // Hydra starts its proxies by srun, whose step has one task a host.
    let proxies = [
      "SLURM_STEP_ID": "1", "SLURM_STEP_NUM_TASKS": "2", "PMI_SIZE": "16", "PMI_RANK": "9",
    ]
    let launcher = try #require(Launcher(in: job.merging(proxies) { $1 }))
    #expect(launcher.name == "mpiexec" && launcher.count == 16 && launcher.rank == 9)
  }

  @Test("A launcher of PMIx alone does not say how many it started")
  func pmix() throws {
    let launcher = try #require(Launcher(in: ["PMIX_RANK": "1", "PMIX_NAMESPACE": "a"]))
    #expect(launcher.count == nil && launcher.rank == 1)
  }

  @Test("The user may name the library, and hide the launcher")
  func choices() throws {
    var environment = ["PMI_SIZE": "4", "PMI_RANK": "2", "INTERSPIKE_MPI": "/opt/libmpi.so"]
    #expect(Launcher(in: environment)?.libraries(in: environment) == ["/opt/libmpi.so"])
    environment["INTERSPIKE_RANKS"] = "off"
    #expect(Launcher(in: environment) == nil)
  }
}
