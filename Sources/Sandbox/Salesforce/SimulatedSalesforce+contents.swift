extension SimulatedSalesforce {
    /// Live records of an object, by id.
    package func records(_ object: String) -> [OrgRecord] {
        (org.tables[object]?.records.values.map { $0 } ?? []).sorted { $0.id < $1.id }
    }

    package func record(_ object: String, _ id: String) -> OrgRecord? { org.tables[object]?.records[id] }

    /// The live record that holds a value in a field; nil for none.
    package func record(_ object: String, where field: String, is value: String) -> OrgRecord? {
        if let ids = org.tables[object]?.ids(where: field, is: value) {
            return ids.sorted().first.flatMap { org.tables[object]?.records[$0] }
        }
        return records(object).first { $0.text(field) == value }
    }

    package func count(_ object: String) -> Int { org.tables[object]?.records.count ?? 0 }

    /// Records ever created, whatever became of them: more than expected means duplicates.
    package func createdCount(_ object: String) -> Int { org.tables[object]?.createdTotal ?? 0 }

    /// The contacts that an opportunity's roles name.
    package func contacts(ofOpportunity id: String) -> Set<String> {
        Set(
            records("OpportunityContactRole").filter { $0.text("OpportunityId") == id }.compactMap {
                $0.text("ContactId")
            }
        )
    }

    /// Runs the jobs whose time has come, though nobody asks for anything.
    package func runDueJobs() { org.runDueJobs(at: now()) }

    /// Ingest jobs that have not ended.
    package func openJobs() -> Int { openJobIDs().count }

    package func openJobIDs() -> [String] {
        org.jobs.values.filter { ["Open", "UploadComplete", "InProgress"].contains($0.state) }.map(\.id).sorted()
    }

    /// Adds a job of another program under the same user, without any rows.
    package func addJob(object: String, operation: String) -> String {
        org.addJob(object: object, operation: operation, at: now())
    }

    /// Adds a record that the org held before any sync; nothing is checked.
    @discardableResult
    package func seed(_ object: String, _ values: [String: SandboxJSON]) -> String { org.insert(object, values) }

    /// Deletes a record as a person would.
    package func delete(_ object: String, _ id: String) { org.delete(object, id) }

    /// Adds a custom field as an administrator would; hidden until it is shown.
    package func add(field: String, to object: String, metadata: SandboxJSON, isShown: Bool = false) throws {
        org.add(try SimulatedOrg.field(field, metadata), to: object)
        if isShown { org.shown.insert("\(object).\(field)") }
    }

    /// Everything the org holds, for people and for tests outside the process.
    func stateJSON(limit: Int) -> SandboxJSON {
        let objects = [
            "Account", "Contact", "Opportunity", "OpportunityContactRole", "Order", "OrderItem", "Product2",
            "PricebookEntry",
        ]
        var members: [SandboxJSON.Member] = []
        for object in objects where org.tables[object] != nil {
            let rows = records(object)
            let shown: [SandboxJSON] = rows.prefix(limit).map { row in
                var values: [SandboxJSON.Member] = [.init("Id", .string(row.id))]
                for (name, value) in row.values.sorted(by: { $0.key < $1.key }) { values.append(.init(name, value)) }
                return .object(values)
            }
            members.append(
                .init(
                    object,
                    [
                        "count": .integer(rows.count), "created": .integer(createdCount(object)),
                        "records": .array(shown),
                    ]
                )
            )
        }
        return .object(members)
    }
}
