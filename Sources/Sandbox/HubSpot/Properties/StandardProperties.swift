/// The properties that an account has before anyone adds some: those that the reference names, not the whole schema.
enum StandardProperties {
    static let lifecycleStages = [
        "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist",
        "other",
    ]

    static func definitions(for type: HubSpotObjectType, currencies: [String]) -> [PropertyDefinition] {
        shared(type)
            + (type == .contacts
                ? contacts
                : type == .deals
                    ? deals(currencies) : type == .orders ? orders(currencies) : lineItems(currencies))
    }

    private static func shared(_ type: HubSpotObjectType) -> [PropertyDefinition] {
        [
            .standard("hs_object_id", .number, readOnly: true),
            .standard(type.createdProperty, .datetime, readOnly: true),
            .standard(type.modifiedProperty, .datetime, readOnly: true),
            .standard("hs_object_source", readOnly: true),
            .standard("hs_object_source_label", readOnly: true),
            .standard("hs_merged_object_ids", readOnly: true),
            .standard("hubspot_owner_id"),
        ]
    }

    private static var contacts: [PropertyDefinition] {
        let texts = [
            "email", "firstname", "lastname", "phone", "mobilephone", "address", "city", "state", "zip", "country",
            "company", "jobtitle", "website", "salutation", "hs_timezone", "hs_language",
        ]
        return texts.map { PropertyDefinition.standard($0) } + [
            .standard("hs_additional_emails", readOnly: true),
            .standard("hs_email_optout", .bool, readOnly: true),
            .standard("hs_marketable_status", readOnly: true),
            .standard("lifecyclestage", .enumeration, options: lifecycleStages),
            .standard(
                "hs_lead_status",
                .enumeration,
                options: ["NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "CONNECTED"]
            ),
        ]
    }

    private static func deals(_ currencies: [String]) -> [PropertyDefinition] {
        [
            .standard("dealname"), .standard("amount", .number), .standard("pipeline"), .standard("dealstage"),
            .standard("closedate", .datetime), .standard("description"),
            .standard("deal_currency_code", .enumeration, options: currencies),
            .standard("dealtype", .enumeration, options: ["newbusiness", "existingbusiness"]),
            .standard("hs_is_closed", .bool, readOnly: true), .standard("hs_is_closed_won", .bool, readOnly: true),
            .standard("hs_is_closed_lost", .bool, readOnly: true),
        ]
    }

    private static func orders(_ currencies: [String]) -> [PropertyDefinition] {
        let texts = [
            "hs_order_name", "hs_source_store", "hs_external_order_id", "hs_discount_codes", "hs_payment_status",
            "hs_fulfillment_status", "hs_external_order_status", "hs_external_order_url",
            "hs_shipping_tracking_number", "hs_shipping_status_url", "hs_tags", "hs_order_note",
            "hs_external_checkout_id", "hs_cancellation_reason", "hs_landing_site", "hs_pipeline",
            "hs_pipeline_stage",
        ]
        let addresses = ["hs_shipping_address", "hs_billing_address"].flatMap { prefix in
            ["name", "street", "city", "state", "postal_code", "country", "phone", "email"].map { prefix + "_" + $0 }
        }
        let amounts = [
            "hs_total_price", "hs_subtotal_price", "hs_tax", "hs_shipping_cost", "hs_order_discount",
            "hs_refund_amount",
        ]
        let moments = ["hs_external_created_date", "hs_external_modified_date", "hs_external_canceled_date"]
        return (texts + addresses).map { PropertyDefinition.standard($0) }
            + amounts.map { PropertyDefinition.standard($0, .number) }
            + moments.map { PropertyDefinition.standard($0, .datetime) } + [
                .standard("hs_currency_code", .enumeration, options: currencies),
                .standard("hs_buyer_accepts_marketing", .bool),
                .standard("hs_closed_date", .datetime, readOnly: true),
            ]
    }

    private static func lineItems(_ currencies: [String]) -> [PropertyDefinition] {
        let amounts = ["quantity", "price", "discount", "hs_discount_percentage", "tax"]
        return ["name", "description", "hs_sku", "hs_product_id"].map { PropertyDefinition.standard($0) }
            + amounts.map { PropertyDefinition.standard($0, .number) } + [
                .standard("amount", .number),
                .standard("hs_line_item_currency_code", .enumeration, options: currencies),
            ]
    }
}
