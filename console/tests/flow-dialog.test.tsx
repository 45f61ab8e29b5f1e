import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { theme } from "@/app/theme";
import { ConfirmDialog } from "@/features/flows/ConfirmDialog";
import { SpokenAheadState } from "@/features/flows/SpokenAheadState";
import { Stage, violations } from "./stage";

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

test("texts that no engine could speak are named, with a way to try again", async () => {
  const again = vi.fn();
  const unspoken = [{ language: "en", text: "Hello." }];
  const { container } = render(
    <Stage>
      <SpokenAheadState ahead={{ total: 3, done: 2, failed: 1, running: false, unspoken }} again={again} />
    </Stage>,
  );
  const alert = await screen.findByTestId("unspoken");
  expect(alert.textContent).toContain("1 of 3 texts could not be spoken");
  expect(alert.textContent).toContain("Hello.");
  expect(await violations(container)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(again).toHaveBeenCalled();
});
