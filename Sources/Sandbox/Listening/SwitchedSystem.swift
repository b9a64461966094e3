import HTTPTypes
import Hummingbird

/// A simulated system that tells what it holds and was asked, and goes wrong at a test's word.
protocol SwitchedSystem: Actor {
    /// What there is, as far as `limit` of each kind.
    func stateJSON(limit: Int) -> SandboxJSON
    func requestJournal() -> RequestJournal
    func clearRequests()
    func activeFaults() -> [SandboxFault]
    /// - Throws: why the body says no faults.
    func switchFaults(_ body: SandboxJSON) throws
}

extension SwitchedSystem {
    /// Answers a call of the sandbox's own paths.
    ///
    /// - Parameters:
    ///   - method: HTTP's.
    ///   - name: `state`, `requests` or `faults`.
    ///   - limit: the query's, for the state.
    ///   - body: the request's.
    /// - Returns: the answer; 400 for a body that cannot be understood.
    nonisolated func control(_ method: String, _ name: String?, limit: String?, body: [UInt8]) async -> Response {
        switch (method, name) {
        case ("GET", "state"): return .json(.ok, await stateJSON(limit: limit.flatMap { Int($0) } ?? 1_000))
        case ("GET", "requests"): return .json(.ok, await requestJournal().json)
        case ("DELETE", "requests"):
            await clearRequests()
            return Response(status: .noContent)
        case ("GET", "faults"): return await faults()
        case ("POST", "faults"):
            do {
                try await switchFaults(try SandboxJSON(parsing: body))
                return await faults()
            } catch {
                return .json(.badRequest, ["message": .string("\(error)")])
            }
        default: return .json(.notFound, ["message": "state, requests or faults"])
        }
    }

    private nonisolated func faults() async -> Response {
        .json(.ok, ["faults": .array(await activeFaults().map(\.json))])
    }
}

extension SimulatedHubSpot: SwitchedSystem {}
extension SimulatedRESTCRM: SwitchedSystem {}
extension SimulatedSalesforce: SwitchedSystem {}
extension SimulatedShopify: SwitchedSystem {}
extension SimulatedZoho: SwitchedSystem {}

extension SandboxFault {
    /// Waits where this one is a delay of that moment.
    func delay(_ moment: Moment) async throws {
        guard case .delay(let milliseconds) = effect, moment == self.moment else { return }
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
}
