import SyncModel

/// What an org says of the fields that a mapping may name.
struct SalesforceSchema: Sendable {
    let client: SalesforceClient

    func read(_ kind: RecordKind) async throws(SalesforceRefusal) -> CRMSchema {
        let object = client.settings.object(kind)
        var schema = CRMSchema(try await client.org.describe(object, client, fresh: true))
        if kind == .customer, client.settings.customerObject == .contactAccount {
            let account = CRMSchema(try await client.org.describe(.account, client, fresh: true))
            for (name, type) in account.fields { schema.fields[SalesforcePass.accountPrefix + name] = type }
        }
        if object == .opportunity {
            schema.fields["StageName"] = .init(try await client.org.stages(client, fresh: true))
        }
        if kind == .order, client.settings.lines == .items {
            schema.lineObject = SalesforceObject.orderItem.name
            schema.lineFields = CRMSchema(try await client.org.describe(.orderItem, client)).fields
            let product = CRMSchema(try await client.org.describe(.product, client))
            for (name, type) in product.fields { schema.lineFields[SalesforceItems.productPrefix + name] = type }
            // Before setup has made it, it is ours all the same.
            let key = SalesforceItems.productPrefix + (SalesforceObject.product.idField ?? "")
            if schema.lineFields[key] == nil { schema.lineFields[key] = .init(type: "text") }
        }
        return schema
    }
}

extension CRMSchema {
    /// An object's fields as the mapping checks them.
    init(_ describe: SalesforceDescribe) {
        self.init(
            object: describe.name,
            fields: Dictionary(describe.fields.map { ($0.name, FieldType($0)) }) { first, _ in first }
        )
    }
}

extension CRMSchema.FieldType {
    /// The words beside stages' names are those of `SalesforceStage`.
    fileprivate init(_ stages: [SalesforceStage]) {
        self.init(
            type: "choice",
            options: Dictionary(stages.map { ($0.label, $0.value) }) { first, _ in first },
            words: ["won", "lost", "open"]
        )
    }

    fileprivate init(_ field: SalesforceDescribe.Field) {
        let type =
            switch field.type {
            case "double", "currency", "int", "percent": "number"
            case "boolean": "boolean"
            case "date": "date"
            case "datetime": "datetime"
            case "reference": "reference"
            // Others take any text by the API.
            case "picklist" where field.restrictedPicklist == true: "choice"
            case "multipicklist" where field.restrictedPicklist == true: "choices"
            default: "text"
            }
        let choices = (field.picklistValues ?? []).filter { $0.active != false }
        self.init(
            type: type,
            isReadOnly: !field.isWritable,
            maximumLength: type == "text" ? field.length.flatMap { $0 > 0 ? $0 : nil } : nil,
            options: type == "choice" || type == "choices"
                ? Dictionary(choices.map { ($0.label ?? $0.value, $0.value) }) { first, _ in first } : [:]
        )
    }
}
