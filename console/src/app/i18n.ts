/** The two languages. Both are complete (a test proves it) and come with the page. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { firstLanguage, type Language } from "@/components/language";
import adminEn from "@/locales/admin/en.json";
import adminZhCN from "@/locales/admin/zh-CN.json";
import casesEn from "@/locales/cases/en.json";
import casesZhCN from "@/locales/cases/zh-CN.json";
import en from "@/locales/en.json";
import knowledgeEn from "@/locales/knowledge/en.json";
import knowledgeZhCN from "@/locales/knowledge/zh-CN.json";
import promptsEn from "@/locales/prompts/en.json";
import promptsZhCN from "@/locales/prompts/zh-CN.json";
import zhCN from "@/locales/zh-CN.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

export async function startI18n(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: "en",
    supportedLngs: ["en", "zh-CN"],
    resources: {
      en: { translation: { ...en, admin: adminEn, cases: casesEn, knowledge: knowledgeEn, prompts: promptsEn } },
      "zh-CN": {
        translation: { ...zhCN, admin: adminZhCN, cases: casesZhCN, knowledge: knowledgeZhCN, prompts: promptsZhCN },
      },
    },
    // React shows every value as literal text.
    interpolation: { escapeValue: false },
  });
}

export function speak(language: Language): void {
  void i18next.changeLanguage(language);
}
