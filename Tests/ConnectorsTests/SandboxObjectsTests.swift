import Sandbox
import Testing

@Suite("Simulated HubSpot: records")
struct SandboxObjectsTests {
    private let contacts = "/crm/objects/2026-09/contacts"

    @Test("An upsert by e-mail creates, then changes, and never twice")
    func upsertByEmail() async throws {
        try await SandboxAccount.with { account in
            let first: SandboxJSON = [
                "inputs": [
                    batchInput(
                        id: "Ada@Example.com",
                        by: "email",
                        trace: "a",
                        ["email": "Ada@Example.com", "city": "Bath"]
                    ),
                    batchInput(id: "grace@example.com", by: "email", trace: "b", ["firstname": "Grace"]),
                ]
            ]
            let created = try await account.post("\(contacts)/batch/upsert", first)
            #expect(created.status == 200)
            #expect(created.result("email", "ada@example.com")?["new"] == true)
            #expect(created.results.count == 2)
            // Not in the order of the inputs.
            #expect(created.results.first?["properties"]?["email"]?.stringValue == "grace@example.com")

            let again = try await account.post(
                "\(contacts)/batch/upsert",
                [
                    "inputs": [
                        batchInput(id: "ADA@example.com", by: "email", trace: "c", ["city": "", "lastname": "Byron"])
                    ]
                ]
            )
            #expect(again.results.first?["new"] == false)
            let ada = await account.hubspot.record(.contacts, where: "email", is: "ada@example.com")
            #expect(ada?["lastname"] == "Byron")
            #expect(ada?["city"] == nil)
            #expect(await account.hubspot.createdCount(.contacts) == 2)
        }
    }

    @Test("With trace ids a conflict stands beside the good rows; without them it sinks the call")
    func conflicts() async throws {
        try await SandboxAccount.with { account in
            let owner = await account.hubspot.seedContact(
                email: "ada@example.com",
                additionalEmails: ["alias@example.com"]
            )
            let rows: [(String, String)] = [("1", "new@example.com"), ("2", "ALIAS@example.com")]
            let traced = try await account.post(
                "\(contacts)/batch/create",
                ["inputs": .array(rows.map { batchInput(trace: $0.0, ["email": $0.1]) })]
            )
            #expect(traced.status == 207)
            #expect(traced.results.count == 1)
            #expect(traced.errors.first?["category"]?.stringValue == "CONFLICT")
            #expect(traced.errors.first?["context"]?["existingId"] == [.string(String(owner))])
            #expect(traced.errors.first?["context"]?["objectWriteTraceId"] == ["2"])

            let untraced = try await account.post(
                "\(contacts)/batch/create",
                ["inputs": [batchInput(["email": "third@example.com"]), batchInput(["email": "alias@example.com"])]]
            )
            #expect(untraced.status == 409)
            #expect(await account.hubspot.record(.contacts, where: "email", is: "third@example.com") == nil)
            #expect(await account.hubspot.createdCount(.contacts) == 2)
        }
    }

    @Test("A secondary address finds its contact in reads and upserts")
    func secondaryAddress() async throws {
        try await SandboxAccount.with { account in
            let owner = await account.hubspot.seedContact(
                email: "ada@example.com",
                additionalEmails: ["alias@example.com"]
            )
            let read = try await account.post(
                "\(contacts)/batch/read",
                [
                    "idProperty": "email", "properties": ["email", "hs_additional_emails"],
                    "propertiesWithHistory": [],
                    "inputs": [["id": "Alias@example.com"], ["id": "nobody@example.com"]],
                ]
            )
            #expect(read.status == 207)
            #expect(read.results.first?["id"]?.stringValue == String(owner))
            #expect(read.errors.first?["context"]?["ids"] == ["nobody@example.com"])

            let upsert = try await account.post(
                "\(contacts)/batch/upsert",
                [
                    "inputs": [
                        batchInput(
                            id: "alias@example.com",
                            by: "email",
                            trace: "t",
                            ["email": "alias@example.com", "city": "Bath"]
                        )
                    ]
                ]
            )
            #expect(upsert.results.first?["new"] == false)
            let contact = await account.hubspot.record(.contacts, where: "email", is: "alias@example.com")
            #expect(contact?["email"] == "ada@example.com")
            #expect(contact?["city"] == "Bath")
        }
    }

    @Test("Invalid values are told in the text of the message and once more as a list")
    func validation() async throws {
        try await SandboxAccount.with { account in
            let bad: SandboxJSON = [
                "inputs": [
                    batchInput(["email": "a@example.com", "missing": "x"]),
                    batchInput(["email": "b@example.com", "lifecyclestage": "Customer"]),
                    batchInput(["email": "name@domain.cmo"]), batchInput(["email": "c@example.com"]),
                ]
            ]
            let answer = try await account.post("\(contacts)/batch/create", bad)
            #expect(answer.status == 400)
            #expect(answer.json["category"]?.stringValue == "VALIDATION_ERROR")
            let codes = answer.errors.compactMap { $0["code"]?.stringValue }
            #expect(codes == ["PROPERTY_DOESNT_EXIST", "INVALID_OPTION", "INVALID_EMAIL"])
            let message = answer.json["message"]?.stringValue ?? ""
            let embedded = try SandboxJSON(parsing: String(message.drop { $0 != "[" }))
            #expect(embedded.arrayValue?.map { $0["name"]?.stringValue } == ["missing", "lifecyclestage", "email"])
            #expect(await account.hubspot.createdCount(.contacts) == 0)
            #expect(answer.headers["x-hubspot-correlation-id"] == answer.json["correlationId"]?.stringValue)
        }
    }

    @Test(arguments: [
        ("amount", "12,50", "INVALID_NUMBER"), ("closedate", "yesterday", "INVALID_LONG"),
        ("dealstage", "nowhere", "INVALID_OPTION"), ("deal_currency_code", "XYZ", "INVALID_OPTION"),
        ("hs_is_closed_won", "true", "READ_ONLY_VALUE"),
    ])
    func dealValues(_ property: String, _ value: String, _ code: String) async throws {
        try await SandboxAccount.with { account in
            var properties = [
                "dealname": "One", "dealstage": "closedwon", "amount": "12.50", "closedate": "2026-11-23",
            ]
            properties[property] = value
            let answer = try await account.post(
                "/crm/objects/2026-09/deals/batch/create",
                ["inputs": [batchInput(trace: "t", properties)]]
            )
            #expect(answer.status == 207)
            #expect(answer.errors.first?["message"]?.stringValue?.contains("\"error\":\"\(code)\"") == true)
        }
    }

    @Test("Duplicates, 101 inputs, keys that are not unique and associations in an upsert refuse the call")
    func refusedCalls() async throws {
        try await SandboxAccount.with { account in
            let twice = try await account.post(
                "\(contacts)/batch/upsert",
                [
                    "inputs": [
                        batchInput(id: "a@example.com", by: "email", trace: "1", [:]),
                        batchInput(id: "A@example.com", by: "email", trace: "2", [:]),
                    ]
                ]
            )
            #expect(twice.status == 400)
            #expect(twice.json["message"]?.stringValue?.hasPrefix("Duplicate IDs found in batch input") == true)

            let many = (0...100).map { batchInput(trace: "\($0)", ["email": "p\($0)@example.com"]) }
            #expect(try await account.post("\(contacts)/batch/create", ["inputs": .array(many)]).status == 400)

            let update: SandboxJSON = ["inputs": [batchInput(id: "a@example.com", by: "email", trace: "1", [:])]]
            #expect(try await account.post("\(contacts)/batch/update", update).status == 400)

            let associated: SandboxJSON = [
                "inputs": [["id": "a@example.com", "idProperty": "email", "properties": [:], "associations": []]]
            ]
            #expect(try await account.post("\(contacts)/batch/upsert", associated).status == 400)
            let unwrapped = try await account.post("\(contacts)/batch/upsert", [:])
            #expect(unwrapped.status == 200 && unwrapped.results.isEmpty)
            #expect(await account.hubspot.createdCount(.contacts) == 0)
        }
    }

    @Test("Unknown ids of an update come in a 207; an invalid value refuses the whole update")
    func update() async throws {
        try await SandboxAccount.with { account in
            let id = await account.hubspot.seedContact(email: "ada@example.com")
            let rows = [
                batchInput(id: String(id), trace: "1", ["city": "Bath"]),
                batchInput(id: "999", trace: "2", ["city": "x"]),
            ]
            let partial = try await account.post("\(contacts)/batch/update", ["inputs": .array(rows)])
            #expect(partial.status == 207)
            #expect(partial.errors.first?["context"]?["ids"] == ["999"])
            #expect(partial.errors.first?["context"]?["objectWriteTraceId"] == nil)

            let refused = try await account.post(
                "\(contacts)/batch/update",
                ["inputs": [batchInput(id: String(id), trace: "1", ["city": "York", "nope": "x"])]]
            )
            #expect(refused.status == 400)
            #expect(await account.hubspot.contacts().first?["city"] == "Bath")
        }
    }

    @Test("The lifecycle stage only moves forward, unless it was cleared")
    func lifecycle() async throws {
        try await SandboxAccount.with { account in
            let id = await account.hubspot.seedContact(
                email: "a@example.com",
                properties: ["lifecyclestage": "customer"]
            )
            for (sent, held) in [("lead", "customer"), ("evangelist", "evangelist"), ("", nil), ("lead", "lead")] {
                _ = try await account.call("PATCH", "\(contacts)/\(id)", batchInput(["lifecyclestage": sent]))
                #expect(await account.hubspot.contacts().first?["lifecyclestage"] == held)
            }
        }
    }

    @Test("A merge gives a new id, keeps both addresses and moves associations; the old ids are gone")
    func merge() async throws {
        try await SandboxAccount.with { account in
            let first = await account.hubspot.seedContact(email: "a@example.com")
            let second = await account.hubspot.seedContact(email: "b@example.com", properties: ["city": "Bath"])
            let deal = try await account.post(
                "/crm/objects/2026-09/deals",
                [
                    "properties": ["dealname": "D", "dealstage": "closedwon"],
                    "associations": [
                        [
                            "to": ["id": .string(String(second))],
                            "types": [["associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3]],
                        ]
                    ],
                ]
            )
            #expect(deal.status == 201)
            let merged = try await account.post(
                "\(contacts)/merge",
                ["primaryObjectId": .string(String(first)), "objectIdToMerge": .string(String(second))]
            )
            let survivor = await account.hubspot.record(.contacts, where: "email", is: "b@example.com")
            #expect(merged.json["id"]?.stringValue == survivor.map { String($0.id) })
            #expect(survivor?["email"] == "a@example.com" && survivor?["city"] == "Bath")
            #expect(survivor?["hs_merged_object_ids"] == "\(first);\(second)")
            #expect(await account.hubspot.associations(from: .deals, to: .contacts).map(\.to) == [survivor?.id])
            #expect(try await account.call("GET", "\(contacts)/\(first)").status == 404)
            #expect(await account.hubspot.createdCount(.contacts) == 2)
        }
    }

    @Test("Search lags behind writes; archived and erased records are invisible")
    func searchAndDeletion() async throws {
        var options = HubSpotOptions()
        options.searchDelayMilliseconds = 3_600_000
        try await SandboxAccount.with(options) { account in
            _ = try await account.post(contacts, batchInput(["email": "ada@example.com"]))
            let search: SandboxJSON = [
                "filterGroups": [
                    ["filters": [["propertyName": "email", "operator": "EQ", "value": "ada@example.com"]]]
                ], "properties": ["email"], "limit": 1, "after": "0", "sorts": [],
            ]
            #expect(try await account.post("\(contacts)/search", search).json["total"] == 0)
            let seeded = await account.hubspot.seedContact(email: "old@example.com")
            let all = try await account.post("\(contacts)/search", ["filterGroups": [], "limit": 5])
            #expect(all.json["total"] == 1)
            #expect(all.headers["x-hubspot-ratelimit-max"] == nil)

            let archive: SandboxJSON = ["inputs": [["id": .string(String(seeded))]]]
            #expect(try await account.post("\(contacts)/batch/archive", archive).status == 204)
            #expect(try await account.call("GET", "\(contacts)/\(seeded)").status == 404)
            #expect(try await account.call("GET", "\(contacts)/\(seeded)?archived=true").status == 200)
            let erase: SandboxJSON = ["objectId": "ada@example.com", "idProperty": "email"]
            #expect(try await account.post("\(contacts)/gdpr-delete", erase).status == 204)
            #expect(await account.hubspot.count(.contacts) == 0)
        }
    }
}
