import Connectors
import SyncModel

extension DestinationSettings {
    /// The CRM's quotas by the connector's bucket names, before its answers have said anything.
    ///
    /// - Throws: `CommandFailure` for an unknown type, `DocumentProblems` with every mistake of a description.
    func quotas() throws -> [String: CallQuota] {
        var quotas = try ConnectorRegistry.known(self).quotas
        quotas["default"] = CallQuota(limit: 100, window: .seconds(10))
        quotas.merge(try DefinitionLoader.load(self)?.description.quotas ?? [:]) { _, described in described }
        if let callsPerTenSeconds { quotas["default"] = CallQuota(limit: callsPerTenSeconds, window: .seconds(10)) }
        return quotas
    }

    /// What delivering many records takes; `nil` for a type that this build does not know.
    var cost: CallCost? {
        guard var cost = ConnectorRegistry.descriptor(type)?.cost else { return nil }
        cost.perSecond = (try? quotas())?["default"].map { Double($0.limit) / $0.window.seconds * quotaShare }
        return cost
    }
}
