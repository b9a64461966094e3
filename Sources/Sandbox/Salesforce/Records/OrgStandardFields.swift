/// The standard fields of the objects that the simulated org has, as far as recorded describes name them.
enum OrgStandardFields {
    /// Every object with the beginning of its records' ids.
    static let prefixes = [
        "Account": "001", "Contact": "003", "Opportunity": "006", "OpportunityContactRole": "00K", "Order": "801",
        "OrderItem": "802", "Product2": "01t", "PricebookEntry": "01u", "Pricebook2": "01s", "RecordType": "012",
        "OpportunityStage": "01J", "PermissionSet": "0PS", "PermissionSetAssignment": "0Pa",
        "FieldPermissions": "01k", "CustomField": "00N", "User": "005",
    ]

    static func fields(_ object: String, _ options: SalesforceOptions) -> [OrgField] {
        var fields = system + own(object, options)
        if !options.currencies.isEmpty,
            ["Account", "Contact", "Opportunity", "Order", "PricebookEntry"].contains(object)
        {
            fields.append(.choice("CurrencyIsoCode", options.currencies, restricted: true))
        }
        return fields
    }

    private static let system: [OrgField] = [
        .readOnly("Id", "id"), .readOnly("IsDeleted", "boolean"), .readOnly("CreatedDate", "datetime"),
        .readOnly("LastModifiedDate", "datetime"), .readOnly("SystemModstamp", "datetime"),
    ]

    private static func own(_ object: String, _ options: SalesforceOptions) -> [OrgField] {
        switch object {
        case "Contact": contact(options)
        case "Account": account(options)
        case "Opportunity": opportunity(options)
        case "OpportunityContactRole":
            [
                .reference("OpportunityId", to: "Opportunity", required: true, updateable: false),
                .reference("ContactId", to: "Contact", required: true),
                .choice("Role", ["Decision Maker", "Influencer", "Other"]), OrgField("IsPrimary", "boolean"),
            ]
        case "Order": order(options)
        case "OrderItem":
            [
                .reference("OrderId", to: "Order", required: true, updateable: false),
                .reference("PricebookEntryId", to: "PricebookEntry", required: true, updateable: false),
                OrgField("Quantity", "double").required(), OrgField("UnitPrice", "currency").required(),
                OrgField("Description", "string", 255),
            ]
        case "Product2":
            [
                .text("Name", 255, required: true), .text("ProductCode", 255), OrgField("IsActive", "boolean"),
                OrgField("Description", "textarea", 4_000),
            ]
        case "PricebookEntry":
            [
                .reference("Pricebook2Id", to: "Pricebook2", required: true, updateable: false),
                .reference("Product2Id", to: "Product2", required: true, updateable: false),
                OrgField("UnitPrice", "currency").required(), OrgField("IsActive", "boolean"),
            ]
        default: setup(object)
        }
    }

    private static func contact(_ options: SalesforceOptions) -> [OrgField] {
        let fields: [OrgField] = [
            .reference("AccountId", to: "Account"), .text("LastName", 80, required: true), .text("FirstName", 40),
            .readOnly("Name", "string"), OrgField("Email", "email", 80), OrgField("Phone", "phone", 40),
            OrgField("MobilePhone", "phone", 40), .text("Title", 128), .text("Department", 80),
            .choice("LeadSource", ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"]),
            OrgField("Description", "textarea", 32_000), .reference("OwnerId", to: "User"),
            OrgField("HasOptedOutOfEmail", "boolean"),
        ]
        return fields + address("Mailing", options) + address("Other", options)
    }

    private static func account(_ options: SalesforceOptions) -> [OrgField] {
        var fields: [OrgField] = [
            .text("Name", 255, required: !options.hasPersonAccounts), OrgField("Phone", "phone", 40),
            OrgField("Website", "url", 255), .choice("Industry", ["Retail", "Other"]),
            .choice("AccountSource", ["Web", "Other"]), OrgField("Description", "textarea", 32_000),
            .reference("OwnerId", to: "User"), .reference("ParentId", to: "Account"),
        ]
        fields += address("Billing", options) + address("Shipping", options)
        guard options.hasPersonAccounts else { return fields }
        fields += [
            .text("LastName", 80), .text("FirstName", 40), .reference("RecordTypeId", to: "RecordType"),
            .readOnly("IsPersonAccount", "boolean"), .readOnly("PersonContactId", "reference"),
            OrgField("PersonEmail", "email", 80), OrgField("PersonMobilePhone", "phone", 40),
            .choice("PersonLeadSource", ["Web", "Other"]), OrgField("PersonHasOptedOutOfEmail", "boolean"),
        ]
        return fields + address("PersonMailing", options)
    }

    private static func opportunity(_ options: SalesforceOptions) -> [OrgField] {
        [
            .reference("AccountId", to: "Account"), .text("Name", 120, required: true),
            OrgField("Description", "textarea", 32_000),
            .choice("StageName", options.stages.map(\.name)).required(), OrgField("Amount", "currency"),
            OrgField("CloseDate", "date").required(), .choice("Type", ["New Customer", "Existing Customer"]),
            .choice("LeadSource", ["Web", "Other"]), .readOnly("IsClosed", "boolean"), .readOnly("IsWon", "boolean"),
            .reference("OwnerId", to: "User"), OrgField("Probability", "percent"),
        ]
    }

    private static func order(_ options: SalesforceOptions) -> [OrgField] {
        let fields: [OrgField] = [
            .reference("AccountId", to: "Account", required: true), OrgField("EffectiveDate", "date").required(),
            .choice("Status", ["Draft", "Activated"]).required(), .readOnly("StatusCode", "picklist"),
            .reference("Pricebook2Id", to: "Pricebook2"), .reference("BillToContactId", to: "Contact"),
            OrgField("Description", "textarea", 32_000), .readOnly("TotalAmount", "currency"),
        ]
        return fields + address("Billing", options) + address("Shipping", options)
    }

    private static func setup(_ object: String) -> [OrgField] {
        switch object {
        case "Pricebook2": [.text("Name", 255, required: true), .readOnly("IsStandard", "boolean")]
        case "RecordType":
            [
                .text("Name", 80), .text("SobjectType", 40), OrgField("IsPersonType", "boolean"),
                OrgField("IsActive", "boolean"),
            ]
        case "OpportunityStage":
            [
                .text("MasterLabel", 255), .text("ApiName", 255), OrgField("IsActive", "boolean"),
                OrgField("IsClosed", "boolean"), OrgField("IsWon", "boolean"), OrgField("SortOrder", "int"),
            ]
        case "PermissionSet": [.text("Name", 80, required: true), .text("Label", 80, required: true)]
        case "PermissionSetAssignment":
            [
                .text("AssigneeId", 18, required: true),
                .reference("PermissionSetId", to: "PermissionSet", required: true),
            ]
        case "FieldPermissions":
            [
                .reference("ParentId", to: "PermissionSet", required: true), .text("SobjectType", 255, required: true),
                .text("Field", 255, required: true), OrgField("PermissionsRead", "boolean"),
                OrgField("PermissionsEdit", "boolean"),
            ]
        case "CustomField": [.text("DeveloperName", 80), .text("TableEnumOrId", 40)]
        default: [.text("Name", 255)]
        }
    }

    private static func address(_ prefix: String, _ options: SalesforceOptions) -> [OrgField] {
        var fields: [OrgField] = [
            OrgField("\(prefix)Street", "textarea", 255), .text("\(prefix)City", 40), .text("\(prefix)State", 80),
            .text("\(prefix)PostalCode", 20), .text("\(prefix)Country", 80),
        ]
        if options.hasStateCodes {
            var country = OrgField("\(prefix)CountryCode", "picklist", 10)
            country.choices = OrgPlaces.countries
            country.isRestricted = true
            var state = OrgField("\(prefix)StateCode", "picklist", 10)
            state.choices = OrgPlaces.states
            state.isRestricted = true
            fields += [country, state]
        }
        return fields
    }
}

/// The countries and states of a new org, shortened: states are listed for few countries.
enum OrgPlaces {
    private static let names = [
        ("AU", "Australia"), ("CA", "Canada"), ("DE", "Germany"), ("FR", "France"), ("GB", "United Kingdom"),
        ("JP", "Japan"), ("US", "United States"),
    ]

    static let countries = names.map { OrgChoice(value: $0.0, label: $0.1) }

    static let states: [OrgChoice] = [
        state("CA", "California", in: "US"), state("NY", "New York", in: "US"), state("TX", "Texas", in: "US"),
        state("WA", "Washington", in: "US"), state("ON", "Ontario", in: "CA"), state("QC", "Quebec", in: "CA"),
        state("NSW", "New South Wales", in: "AU"), state("VIC", "Victoria", in: "AU"),
    ]

    static func isState(_ code: String, of country: String) -> Bool {
        states.contains { $0.value == code && $0.validFor == bits(country) }
    }

    private static func state(_ code: String, _ label: String, in country: String) -> OrgChoice {
        OrgChoice(value: code, label: label, validFor: bits(country))
    }

    /// One bit, the country's place in the list, from the left; seven countries fit into one byte.
    private static func bits(_ country: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let place = names.firstIndex { $0.0 == country } ?? 0
        let byte = 0x80 >> place
        return "\(alphabet[byte >> 2])\(alphabet[(byte & 3) << 4])=="
    }
}
