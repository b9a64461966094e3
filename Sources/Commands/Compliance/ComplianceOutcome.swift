import ArgumentParser
import SyncEngine
import SyncModel

/// Sees a request to its end and says what came of it, with the documented exit code.
struct ComplianceOutcome {
    let configuration: MappedConfiguration
    let store: any SyncStore
    let json: Bool

    @discardableResult
    func report(_ request: ComplianceRequest, atMost limit: Duration) async throws -> ComplianceRequest {
        let session = ComplianceSession(configuration: configuration, store: store)
        let done = try await session.see(request, atMost: limit)
        let report = ComplianceReport(done, folder: configuration.complianceFolder, now: SystemClock().now)
        if json { try Output.json(report) } else { report.lines.forEach(Output.line) }
        guard done.state == .done else {
            throw CommandFailure.timedOut(
                "It goes on where a server runs; \"sluice redact list --open\" shows how it stands."
            )
        }
        if report.needsPerson { throw ExitCode(4) }
        return done
    }
}
