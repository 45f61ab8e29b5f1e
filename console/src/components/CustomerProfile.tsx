import { Avatar, Badge, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CustomerCard } from "@/api/generated/frames";
import classes from "./CustomerProfile.module.css";
import { useLabel } from "./labels";
import { PhoneNumber } from "./PhoneNumber";

/** Who the caller is. */
export function CustomerProfile({ customer }: { customer: CustomerCard }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <div>
      <div className={classes.head}>
        <Avatar name={customer.name} color="gray" size={44} radius="xl" />
        <div className={classes.who}>
          <Title order={2} size="h4" className={classes.name} data-testid="customer-name">
            {customer.name}
          </Title>
          {customer.company && <div className="dim">{customer.company}</div>}
        </div>
        <Badge className={classes.tier} data-tier={customer.tier} size="sm" radius="sm">
          {label("tier", customer.tier)}
        </Badge>
      </div>
      <dl className={classes.facts}>
        <dt>{t("customer.number")}</dt>
        <dd>
          <PhoneNumber number={customer.number} withRegion dial />
        </dd>
        {customer.note && (
          <>
            <dt>{t("customer.note")}</dt>
            <dd className={classes.note}>{customer.note}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
