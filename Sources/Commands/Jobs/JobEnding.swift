import ArgumentParser
import SyncModel

/// What a command says, and how it exits, once the jobs that it asked for have ended or were left alone.
struct JobEnding {
    var jobs: [JobReport]
    var json: JSONOption
    /// Whether `--json` prints the jobs; a command with more to say prints that instead.
    var printsJobs = true
    /// Whether a server goes on with what was left alone.
    var isServed = true
    /// What waits until somebody has mended it.
    var held: HeldReading?

    init(
        jobs: [JobReport],
        json: JSONOption,
        printsJobs: Bool = true,
        isServed: Bool = true,
        held: HeldReading? = nil
    ) {
        self.jobs = jobs
        self.json = json
        self.printsJobs = printsJobs
        self.isServed = isServed
        self.held = held
    }

    init(jobs: [Job], json: JSONOption, printsJobs: Bool = true, isServed: Bool = true, held: HeldReading? = nil) {
        self.init(
            jobs: jobs.map { JobReport(inFull: $0) },
            json: json,
            printsJobs: printsJobs,
            isServed: isServed,
            held: held
        )
    }

    func finish() throws {
        if json.isOn, printsJobs { try Output.json(jobs) }
        if let held { Output.error(held.words) }
        let open = jobs.filter { !$0.isAtRest && held?.reasons[$0.store] == nil }
        if !open.isEmpty {
            let names = open.map { "\($0.id)" }.joined(separator: ", ")
            let next =
                isServed
                ? "the server goes on with it" : "the same command goes on with it, or the next \"sluice serve\""
            Output.error("Left alone; \(next). \"sluice jobs list\" shows job \(names).")
        }
        if let failed = jobs.first(where: { $0.state == JobState.failed.rawValue }) {
            throw CommandFailure.failed("Job \(failed.id) failed: \(failed.problem ?? "no reason was given")")
        }
        if let job = jobs.first(where: { $0.state == JobState.cancelled.rawValue }) {
            throw CommandFailure.failed("Job \(job.id) was cancelled; what it read until then is kept.")
        }
        if let job = jobs.first(where: { $0.state == JobState.paused.rawValue }) {
            Output.error("Job \(job.id) was paused. \"sluice jobs resume \(job.id)\" goes on with it.")
            throw ExitCode(4)
        }
        if held != nil { throw ExitCode(4) }
        // What nobody goes on with is not done: `backfill && audit` must not go on with half a history.
        if !open.isEmpty, !isServed { throw ExitCode(3) }
    }

    /// Says that jobs were left to a server, and whether there is one.
    func detached(isServed: Bool) throws {
        if json.isOn { return try Output.json(jobs) }
        for job in jobs { Output.line(JobLine(job).text()) }
        if !isServed { Output.error("No server runs now: it begins with the next \"sluice serve\".") }
    }
}
