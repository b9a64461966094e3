import Logging
import SyncModel

// What the log and the traces hear of a pass.
extension DeliveryPass {
    /// Takes claimed lanes to the CRM and settles each of them.
    func deliver(_ lanes: [ClaimedLane]) async throws -> PassResult {
        guard let trace = await PassTrace.begin(lanes, .current, store) else { return try await settled(lanes) }
        var traced = self
        traced.trace = trace
        let pass = traced
        return try await trace.perform { try await pass.settled(lanes) }
    }

    /// What became of each lane, once it is stored.
    func tell(_ settlements: [Settlement]) {
        trace?.tell(settlements)
        for settlement in settlements {
            logger.debug(
                "A record was settled",
                metadata: settlement.facts(trace?.names(of: settlement.key) ?? [])
            )
        }
    }
}
