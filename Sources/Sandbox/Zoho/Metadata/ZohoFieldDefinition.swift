/// A field of a module.
package struct ZohoFieldDefinition: Sendable {
    package var id: String
    package var apiName: String
    package var label: String
    package var type: String
    package var length: Int
    package var isUnique = false
    package var isCustom = false
    package var isMandatory = false
    package var isReadOnly = false
    /// For picklists.
    var options: [String] = []
    /// The module that a lookup points into.
    var target: ZohoModuleType?

    init(
        _ apiName: String,
        _ type: String,
        length: Int = 255,
        mandatory: Bool = false,
        readOnly: Bool = false,
        options: [String] = [],
        target: ZohoModuleType? = nil
    ) {
        id = ""
        self.apiName = apiName
        label = String(apiName.map { $0 == "_" ? " " : $0 })
        self.type = type
        self.length = length
        isMandatory = mandatory
        isReadOnly = readOnly
        self.options = options
        self.target = target
    }

    /// The fields that every organisation has, module by module, with the lengths of the documentation.
    static func standard(_ module: ZohoModuleType, options: ZohoOptions) -> [ZohoFieldDefinition] {
        var fields: [ZohoFieldDefinition]
        switch module {
        case .contacts:
            fields =
                [
                    .init("First_Name", "text", length: 40), .init("Last_Name", "text", length: 80, mandatory: true),
                    .init("Email", "email", length: 100), .init("Secondary_Email", "email", length: 100),
                    .init("Phone", "phone", length: 30), .init("Mobile", "phone", length: 30),
                    .init("Account_Name", "lookup", length: 200, target: .accounts),
                    .init("Email_Opt_Out", "boolean", length: 5), .init("Date_of_Birth", "date", length: 20),
                ] + address("Mailing") + address("Other")
            if options.emailsAreUnique {
                for index in fields.indices where fields[index].apiName == "Email" { fields[index].isUnique = true }
            }
        case .accounts:
            fields = [.init("Account_Name", "text", length: 200, mandatory: true), .init("Phone", "phone", length: 30)]
        case .deals:
            fields = [
                .init("Deal_Name", "text", length: 120, mandatory: true),
                .init("Stage", "picklist", length: 120, mandatory: true),
                .init("Pipeline", "picklist", length: 120, mandatory: true, options: options.pipelines.map(\.name)),
                .init("Closing_Date", "date", length: 20, mandatory: true), .init("Amount", "currency", length: 16),
                .init("Contact_Name", "lookup", length: 120, target: .contacts),
                .init("Account_Name", "lookup", length: 120, target: .accounts),
                .init("Type", "picklist", length: 120, options: ["Existing Business", "New Business"]),
                .init("Probability", "integer", length: 3),
            ]
        case .products:
            fields = [
                .init("Product_Name", "text", length: 200, mandatory: true), .init("Product_Code", "text", length: 200),
                .init("Unit_Price", "currency", length: 16), .init("Product_Active", "boolean", length: 5),
            ]
        default:
            fields =
                [
                    .init("Subject", "text", length: 255, mandatory: true),
                    .init("Account_Name", "lookup", length: 120, mandatory: true, target: .accounts),
                    .init("Contact_Name", "lookup", length: 120, target: .contacts),
                    .init("Deal_Name", "lookup", length: 120, target: .deals),
                    .init("Ordered_Items", "subform", length: 0, mandatory: true),
                    .init(
                        "Status",
                        "picklist",
                        length: 120,
                        options: ["Created", "Approved", "Delivered", "Cancelled"]
                    ),
                    .init("Due_Date", "date", length: 20), .init("Sub_Total", "formula", readOnly: true),
                    .init("Grand_Total", "formula", readOnly: true),
                ] + address("Billing", zip: "Code") + address("Shipping", zip: "Code")
        }
        if [.contacts, .deals].contains(module) {
            fields.append(.init("Lead_Source", "picklist", length: 120, options: ["Advertisement", "Online Store"]))
        }
        fields.append(.init("Description", "textarea", length: 32_000))
        if !options.additionalCurrencies.isEmpty, module != .products {
            let codes = [options.currency] + options.additionalCurrencies
            fields.append(.init("Currency", "picklist", length: 120, options: codes))
            fields.append(.init("Exchange_Rate", "double", length: 20))
        }
        fields += [
            .init("Created_Time", "datetime", readOnly: true), .init("Modified_Time", "datetime", readOnly: true),
        ]
        return fields
    }

    private static func address(_ name: String, zip: String = "Zip") -> [ZohoFieldDefinition] {
        [
            .init("\(name)_Street", "text", length: 250), .init("\(name)_City", "text", length: 30),
            .init("\(name)_State", "text", length: 30), .init("\(name)_\(zip)", "text", length: 30),
            .init("\(name)_Country", "text", length: 30),
        ]
    }
}
