extension SimulatedZoho {
    /// Live records, in the order of their creation.
    package func records(_ module: ZohoModuleType) -> [ZohoStoredRecord] {
        let table = state.table(module)
        return table.order.compactMap { table.records[$0] }
    }

    package func record(_ module: ZohoModuleType, id: String) -> ZohoStoredRecord? { state.table(module).records[id] }

    /// The live record that holds a value in a field; nil for none.
    package func record(_ module: ZohoModuleType, where field: String, is value: String) -> ZohoStoredRecord? {
        let table = state.table(module)
        return table.holders(field, value).first.flatMap { table.records[$0] }
    }

    package func count(_ module: ZohoModuleType) -> Int { state.table(module).records.count }

    /// Records ever created, whatever became of them: more than expected means duplicates.
    package func createdCount(_ module: ZohoModuleType) -> Int { state.table(module).created }

    /// Records that lie in the bin.
    package func binCount(_ module: ZohoModuleType) -> Int { state.table(module).bin.count }

    package func fields(_ module: ZohoModuleType) -> [ZohoFieldDefinition] { state.fields[module] ?? [] }

    package func requestJournal() -> RequestJournal { journal }

    /// Requests by method and path, for example `POST /crm/v8/Contacts/upsert`.
    package func requestCounts() -> [String: Int] { journal.counts }

    /// Access tokens ever given out.
    package func tokensGranted() -> Int { login.granted }

    /// The most calls that were under way at once, and the credits ever used.
    package func load() -> (peak: Int, credits: Int) { (meter.peak, meter.total) }

    /// Everything the organisation holds, for people and for tests outside the process.
    func stateJSON(limit: Int) -> SandboxJSON {
        .object(
            ZohoModuleType.all.map { module in
                let live = records(module)
                return .init(
                    module.name,
                    [
                        "count": .integer(live.count), "created": .integer(createdCount(module)),
                        "records": .array(
                            live.prefix(limit).map { state.row($0, $0.values.keys.sorted()) }
                        ),
                    ]
                )
            }
        )
    }
}
