// SPDX-License-Identifier: GPL-3.0-or-later

/// A sweep as a Slurm job array: each task runs or resumes one cell.
package enum SlurmScript {
  /// The script for `sbatch`.
  ///
  /// - Parameters:
  ///   - name: the job's name in the queue.
  ///   - cells: what to run.
  ///   - workers: the most tasks that may run at once; nil for as many as the cluster allows.
  ///   - threads: the threads of a process.
  ///   - ranks: the processes of MPI that train a cell together.
  package static func text(
    name: String, cells: [SweepCell], workers: Int?, threads: Int, ranks: Int = 1
  ) -> String {
    let name = name.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-"
    }
    let limit = workers.map { "%\($0)" } ?? ""
    let tasks = cells.enumerated().map { place, cell in
      """
      \(place))
        folder=\(ShellText.quoted(cell.folder))
        set -- \(cell.arguments.map(ShellText.quoted).joined(separator: " "))
        ;;
      """
    }
    // With srun the signal goes to its processes and not to the script.
    let processes =
      ranks > 1
      ? "#SBATCH --ntasks=\(ranks)\n#SBATCH --signal=TERM@60" : "#SBATCH --signal=B:TERM@60"
    let launcher = ranks > 1 ? "srun --mpi=\"${INTERSPIKE_SRUN_MPI:-pmix}\" -n \(ranks) " : ""
    return """
      #!/bin/bash
      #SBATCH --job-name=\(String(name))
      #SBATCH --array=0-\(cells.count - 1)\(limit)
      #SBATCH --cpus-per-task=\(threads)
      #SBATCH --requeue
      #SBATCH --open-mode=append
      # A minute before its time is up, the run is asked to stop and writes a checkpoint.
      \(processes)
      #
      # Submit this from the folder the paths below are relative to. Submitted again, it resumes runs
      # that were interrupted and leaves complete ones alone. INTERSPIKE names the program if it is
      # not on the PATH.
      set -eu
      case "${SLURM_ARRAY_TASK_ID:?this script runs as a job array: sbatch $0}" in
      \(tasks.joined(separator: "\n"))
      *)
        echo "cell $SLURM_ARRAY_TASK_ID does not exist" >&2
        exit 64
        ;;
      esac
      if [ -e "$folder/config.json" ]; then
        set -- "$1" --resume "$folder"
      fi
      exec \(launcher)"${INTERSPIKE:-interspike}" "$@" --threads "${SLURM_CPUS_PER_TASK:-\(threads)}" --quiet

      """
  }
}
