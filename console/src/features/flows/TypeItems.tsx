import { Menu } from "@mantine/core";
import { stepIcon } from "@/components/flows/step-icons";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { paletteGroups } from "./palette-groups";

/** The types of steps as items of a menu, in the groups of the palette. */
export function TypeItems({ choose }: { choose: (type: string) => void }) {
  const f = useFlowWords();
  const label = useCodeLabel();
  return paletteGroups().map(({ name, types }) => [
    <Menu.Label key={name}>{f(`palette.${name}`)}</Menu.Label>,
    ...types.map((type) => {
      const Icon = stepIcon(type);
      return (
        <Menu.Item
          key={type}
          leftSection={<Icon size={15} aria-hidden />}
          onClick={() => choose(type)}
          data-type={type}
        >
          {label("type", type)}
        </Menu.Item>
      );
    }),
  ]);
}
