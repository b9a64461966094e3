package import Logging
package import SyncModel

// What a line of the log says of a delivery or a record, so that it can be found beside its trace and at the other system.
extension Receipt {
    package var facts: Logger.Metadata {
        var facts: Logger.Metadata = [
            "store": "\(store)", "topic": "\(topic)", "webhook_id": "\(webhookID)",
            "trace_id": "\(TraceID(store: store, webhookID: webhookID).text)",
        ]
        if let eventID { facts["event_id"] = "\(eventID)" }
        return facts
    }
}

extension Settlement {
    /// `traces` are the names of those that are kept and end with this.
    func facts(_ traces: [String]) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "destination": "\(key.destination)", "record": "\(key.record)", "outcome": "\(note?.outcome ?? "released")",
        ]
        if let id = note?.correlationID { facts["correlation_id"] = "\(id)" }
        if !traces.isEmpty { facts["trace_id"] = "\(traces.joined(separator: " "))" }
        return facts
    }
}
