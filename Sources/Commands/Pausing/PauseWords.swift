import SyncModel

/// What a person does about a pause, and what then happens.
enum PauseWords {
    static func fix(_ pause: Pause) -> String {
        guard let fault = pause.fault else {
            return "\"sluice resume \(pause.destination)\" goes on; nothing else does."
        }
        return FailureAdvice.fix(for: fault.code)
    }

    /// When delivery goes on once that is done; `nil` for a pause by hand, which the same command ends.
    static func end(_ pause: Pause) -> String? {
        guard pause.fault != nil else { return nil }
        return "Delivery goes on by itself within \(pause.scope.stopsClaims ? "15 seconds" : "ten minutes")."
    }
}
