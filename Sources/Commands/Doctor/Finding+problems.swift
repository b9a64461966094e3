import SyncModel

extension Finding {
    /// What stopped a check or a set-up, as findings: every mistake of a mapping, or the one fault.
    static func problems(of error: any Error) -> [Finding] {
        switch error {
        case let fault as DeliveryFault:
            [Finding(.problem, fault.code.rawValue, fault.message, fix: FailureAdvice.fix(for: fault.code))]
        case let document as DocumentProblems:
            document.problems.map { problem in
                let mark = problem.mark
                let place = "\(mark.file):\(mark.line):\(mark.column)"
                return Finding(.problem, "mapping", "\(place): \(problem.message)", fix: problem.fix)
            }
        default: [Finding(.problem, "connection", "\(error)")]
        }
    }
}
