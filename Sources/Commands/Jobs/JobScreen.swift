import SyncEngine
import SyncModel
import Synchronization

/// Shows the progress of jobs on the error output, so that the data of a command stays alone on the other.
///
/// A bar that is drawn anew on a terminal; elsewhere a plain line where something changed, at most every five seconds.
final class JobScreen: Sendable {
    private struct State {
        var lines: [String] = []
        var drawn = 0
        var toldAt: Instant?
    }

    private let isTerminal: Bool
    private let isQuiet: Bool
    private let state = Mutex(State())
    private let clock = SystemClock()

    /// With `isQuiet`, as for `--json`, nothing is shown.
    init(isQuiet: Bool, isTerminal: Bool = TerminalStyle.error.canMove) {
        self.isQuiet = isQuiet
        self.isTerminal = isTerminal
    }

    var interval: Duration { isTerminal ? .milliseconds(250) : .milliseconds(500) }

    func tell(_ words: String) {
        if !isQuiet { Output.error(words) }
    }

    /// A job as it is shown while it runs, and once it has ended.
    ///
    /// Why it failed, the command says when it ends.
    static func line(_ job: JobReport, width: Int?) -> String {
        TerminalText.oneLine(JobLine(job, namesCause: false).text(width: width))
    }

    func show(_ jobs: [Job]) { show(jobs.map { JobReport($0) }) }

    func show(_ jobs: [JobReport]) {
        guard !isQuiet else { return }
        let lines = jobs.map { Self.line($0, width: isTerminal ? 24 : nil) }
        let isLast = jobs.allSatisfy(\.isAtRest)
        let text = state.withLock { state -> String? in
            if isTerminal {
                let back = state.drawn > 0 ? "\u{1B}[\(state.drawn)A" : ""
                state.drawn = lines.count
                return back + lines.map { "\r\u{1B}[2K" + $0 }.joined(separator: "\n")
            }
            guard lines != state.lines else { return nil }
            let now = clock.now
            if !isLast, let toldAt = state.toldAt, now.since(toldAt) < .seconds(5) { return nil }
            (state.lines, state.toldAt) = (lines, now)
            return lines.joined(separator: "\n")
        }
        if let text { Output.draw(text) }
    }
}
