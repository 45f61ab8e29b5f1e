import { createTheme, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e6f6f8",
  "#cfe9ee",
  "#a3d4dd",
  "#73bdcb",
  "#4caabc",
  "#2f9bb0",
  "#148ba2",
  "#0b7285",
  "#085f70",
  "#054b59",
];

const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eff1f4",
  "#e3e7ec",
  "#d3d9e0",
  "#b4bdc8",
  "#8a95a3",
  "#626e7d",
  "#4a5563",
  "#333d4a",
  "#1d2530",
];

const dark: MantineColorsTuple = [
  "#d5dbe3",
  "#b3bcc8",
  "#939eac",
  "#717d8c",
  "#465260",
  "#333d49",
  "#252d37",
  "#1b222b",
  "#141a21",
  "#0e1318",
];

/** A colour used only for filled buttons: every shade carries white text at 4.5:1 or more. */
function solid(color: string, pressed: string): MantineColorsTuple {
  return [color, color, color, color, color, color, color, color, pressed, pressed];
}

const fonts = [
  "system-ui",
  "-apple-system",
  '"Segoe UI"',
  "Roboto",
  '"PingFang SC"',
  '"Microsoft YaHei UI"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Noto Sans SC"',
  "sans-serif",
].join(", ");

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: 7,
  colors: {
    teal,
    gray,
    dark,
    green: solid("#1c7c3c", "#176a33"),
    red: solid("#c5261d", "#a91f17"),
    orange: solid("#a85400", "#8f4700"),
  },
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  headings: { fontFamily: fonts, fontWeight: "620" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  components: {
    // The page's policy forbids <style> elements, which scroll locking would insert.
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
    // The library's own element would make the head of a dialog a second banner of the page.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
    // The placeholder is a focusable presentation, which a menu may not contain.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
});
