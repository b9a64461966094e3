import SyncModel

extension Finding {
    /// What stopped a check or a set-up, as findings: every mistake of a mapping, or the one fault.
    static func problems(of error: any Error) -> [Finding] {
        switch error {
        case let fault as DeliveryFault:
            [Finding(.problem, fault.code.rawValue, fault.message, fix: FailureAdvice.fix(for: fault.code))]
        case let document as DocumentProblems:
            document.problems.map { told($0, .problem) }
        case let failure as CommandFailure: [Finding(.problem, "settings", failure.message, fix: "correct sluice.yaml")]
        default: [Finding(.problem, "connection", "\(error)")]
        }
    }

    /// What works in a mapping, but perhaps not as it is meant.
    static func warnings(_ problems: [DocumentProblem]) -> [Finding] { problems.map { told($0, .warning) } }

    private static func told(_ problem: DocumentProblem, _ level: Level) -> Finding {
        let mark = problem.mark
        let place = "\(mark.file):\(mark.line):\(mark.column)"
        return Finding(level, "mapping", "\(place): \(problem.message)", fix: problem.fix)
    }
}
