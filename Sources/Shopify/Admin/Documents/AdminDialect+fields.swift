import SyncModel

/// The fields that make a canonical record, written once for pages, reads by ids and bulk operations.
///
/// Written out in place rather than as fragments, because a bulk query stands alone.
extension AdminDialect {
    /// What dates and names every record is local to.
    var shop: String { "shop { ianaTimezone timezoneOffsetMinutes }" }

    /// Everything of an order but its lines.
    var order: String {
        """
        id name number email phone
        customer { id }
        currencyCode presentmentCurrencyCode
        currentTotalPriceSet { shopMoney { amount } presentmentMoney { amount } }
        currentSubtotalPriceSet { shopMoney { amount } }
        currentTotalTaxSet { shopMoney { amount } }
        currentTotalDiscountsSet { shopMoney { amount } }
        totalPriceSet { shopMoney { amount } }
        subtotalPriceSet { shopMoney { amount } }
        totalShippingPriceSet { shopMoney { amount } }
        totalRefundedSet { shopMoney { amount } }
        totalOutstandingSet { shopMoney { amount } }
        displayFinancialStatus displayFulfillmentStatus
        createdAt processedAt updatedAt cancelledAt cancelReason closedAt
        test confirmed note tags sourceName customerLocale poNumber statusPageUrl
        discountCodes paymentGatewayNames
        customAttributes { key value }
        billingAddress { \(address) }
        shippingAddress { \(address) }
        \(metafields(of: .order))
        """
    }

    var line: String {
        """
        id title name variantTitle sku vendor quantity currentQuantity unfulfilledQuantity isGiftCard
        originalUnitPriceSet { shopMoney { amount } }
        totalDiscountSet { shopMoney { amount } }
        discountAllocations { allocatedAmountSet { shopMoney { amount } } }
        customAttributes { key value }
        \(withProducts ? "product { id } variant { id }" : "")
        """
    }

    var customer: String {
        """
        id firstName lastName state note verifiedEmail taxExempt locale tags
        numberOfOrders
        amountSpent { amount currencyCode }
        lastOrder { id updatedAt \(demand.followsLastOrder ? "createdAt" : "") }
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
        defaultPhoneNumber { phoneNumber \(smsConsent) \(whatsAppConsent) }
        defaultAddress { \(address) }
        createdAt updatedAt
        \(metafields(of: .customer))
        """
    }

    private var address: String {
        "firstName lastName company address1 address2 city province provinceCode country countryCodeV2 zip phone"
    }

    private var smsConsent: String {
        version >= .withSMSConsentObject
            ? "smsMarketingConsent { state optInLevel updatedAt }"
            : "marketingState marketingOptInLevel marketingUpdatedAt"
    }

    private var whatsAppConsent: String {
        version >= .withWhatsAppConsent ? "whatsAppMarketingConsent { state optInLevel updatedAt }" : ""
    }
}
