import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { theme } from "@/app/theme";
import { ConfirmDialog } from "@/features/flows/ConfirmDialog";

test("a dialog has a name, asks for a reason, and is no second banner", async () => {
  const act = vi.fn(async () => undefined);
  render(
    <MantineProvider theme={theme} env="test">
      <header>Page</header>
      <ConfirmDialog
        title="Restore?"
        text="It comes back."
        confirm="Restore"
        reason="Why?"
        close={() => undefined}
        act={act}
      />
    </MantineProvider>,
  );
  const dialog = await screen.findByRole("dialog", { name: "Restore?" });
  const { violations } = await axe.run(document, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.filter(({ id }) => id.startsWith("landmark"))).toEqual([]);
  await userEvent.type(screen.getByLabelText("Why?"), "A mistake");
  await userEvent.click(screen.getByRole("button", { name: "Restore" }));
  expect(act).toHaveBeenCalledWith("A mistake");
  expect(dialog).toBeDefined();
});
