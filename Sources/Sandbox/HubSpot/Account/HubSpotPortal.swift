/// The contents of the simulated account: a value, so that every rule can be tried without a server.
package struct HubSpotPortal: Sendable {
    var options: HubSpotOptions
    var tables: [HubSpotObjectType: ObjectTable] = [:]
    var catalogues: [HubSpotObjectType: PropertyCatalogue] = [:]
    var pipelines: [HubSpotObjectType: [HubSpotPipeline]]
    var associations = AssociationGraph()
    var preferences = PreferenceBook()
    /// Values that a fault makes the account refuse.
    var refusedValues: [RefusedValue] = []
    /// Writes since they were last taken, for the event stream.
    var written: [RecordWritten] = []
    /// What a call has changed so far, for calls that fail as a whole.
    var undo: [Undo] = []
    private var lastID: Int64 = 512_000

    struct RefusedValue: Sendable {
        let object: HubSpotObjectType
        let property: String
        /// Nil refuses every value.
        let value: String?
        let code: String
    }

    struct Undo: Sendable {
        let type: HubSpotObjectType
        let id: Int64
        let previous: HubSpotRecord?
    }

    package init(options: HubSpotOptions = HubSpotOptions()) {
        self.options = options
        pipelines = [.deals: options.dealPipelines, .orders: options.orderPipelines]
        for type in HubSpotObjectType.all {
            catalogues[type] = PropertyCatalogue(
                StandardProperties.definitions(for: type, currencies: options.currencies)
            )
            tables[type] = ObjectTable(uniqueProperties: [], ownsEmails: type == .contacts)
        }
    }

    mutating func newID() -> Int64 {
        lastID += 1
        return lastID
    }

    func table(_ type: HubSpotObjectType) -> ObjectTable {
        tables[type] ?? ObjectTable(uniqueProperties: [], ownsEmails: false)
    }

    func definition(_ type: HubSpotObjectType, _ name: String) -> PropertyDefinition? { catalogues[type]?[name] }

    mutating func put(_ record: HubSpotRecord?, type: HubSpotObjectType, id: Int64) {
        undo.append(Undo(type: type, id: id, previous: tables[type]?.records[id]))
        tables[type]?.put(record, id: id)
    }

    /// Where the current call stands, so that one record or all of them can be taken back.
    var mark: (undo: Int, written: Int) { (undo.count, written.count) }

    /// Takes back what the current call has written since the mark; by default everything.
    mutating func rollBack(to mark: (undo: Int, written: Int) = (0, 0)) {
        for step in undo[mark.undo...].reversed() {
            if step.previous == nil {
                tables[step.type]?.createdTotal -= 1
                associations.detach(.init(type: step.type, id: step.id))
            }
            tables[step.type]?.put(step.previous, id: step.id)
        }
        undo.removeLast(undo.count - mark.undo)
        written.removeLast(written.count - mark.written)
    }
}
