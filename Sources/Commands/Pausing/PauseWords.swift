import SyncModel

/// What a person does about a pause, and what then happens.
enum PauseWords {
    /// Why it is paused; of a pause by hand also what stops it beside that, for that stops it again where it is not mended.
    ///
    /// - Parameters:
    ///   - pause: the one that is told.
    ///   - others: all that the destination has.
    /// - Returns: the cause.
    static func cause(_ pause: Pause, among others: [Pause] = []) -> String {
        guard pause.isByHand else { return pause.fault?.message ?? "the CRM refuses" }
        return "paused by hand" + (fault(pause, others).map { "; the CRM has stopped it too: \($0.message)" } ?? "")
    }

    static func fix(_ pause: Pause, among others: [Pause] = []) -> String {
        guard pause.isByHand else { return pause.fault.map { FailureAdvice.fix(for: $0.code) } ?? "" }
        let end = "\"sluice resume \(pause.destination)\" goes on; nothing else does."
        return (fault(pause, others).map { FailureAdvice.fix(for: $0.code) + " Then " } ?? "") + end
    }

    private static func fault(_ pause: Pause, _ others: [Pause]) -> DeliveryFault? {
        pause.fault ?? others.lazy.compactMap(\.fault).first
    }

    /// When delivery goes on once that is done; `nil` for a pause by hand, which the same command ends.
    static func end(_ pause: Pause) -> String? {
        guard !pause.isByHand else { return nil }
        return "Delivery goes on by itself within \(pause.scope.stopsClaims ? "15 seconds" : "ten minutes")."
    }

    /// What became of a wish to pause.
    ///
    /// - Parameters:
    ///   - name: of the destination.
    ///   - former: the pauses that it had; one by hand among them changes nothing.
    /// - Returns: what is told.
    static func paused(_ name: DestinationName, _ former: [Pause]) -> String {
        let head =
            former.contains { $0.isByHand }
            ? "\(name) is paused by hand already: \"sluice resume \(name)\" goes on."
            : "\(name) is paused. Nothing is lost: \"sluice resume \(name)\" goes on."
        return ([head] + causes(former).map { "The CRM has stopped it too: \($0)" }).joined(separator: "\n")
    }

    /// What became of a wish to go on.
    ///
    /// - Parameters:
    ///   - name: of the destination.
    ///   - former: the pauses that were lifted.
    /// - Returns: what is told.
    static func resumed(_ name: DestinationName, _ former: [Pause]) -> String {
        guard !former.isEmpty else { return "\(name) was not paused." }
        let causes = causes(former)
        guard !causes.isEmpty else { return "\(name) goes on; what waited is delivered." }
        return
            (["\(name) is tried again now. Where what stopped it is not mended, it stops again:"]
            + causes.map { "  \($0)" } + ["\"sluice status\" shows how it stands."]).joined(separator: "\n")
    }

    /// What the CRM stopped it for, each with its mend.
    private static func causes(_ pauses: [Pause]) -> [String] {
        pauses.compactMap(\.fault).map { "\($0.message) \(FailureAdvice.fix(for: $0.code))" }
    }
}
